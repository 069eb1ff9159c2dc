/**
 * Who may still write in the worktrees of a run, and whose end nobody has looked at since. Kept up to date event by event.
 *
 *   T1. It is a function of the run: built afresh from the same run it says the same.
 *   T2. Looking costs what has ended since the last look, whatever has ended before.
 *   T3. A lane counts while it is open: what is left in one that has ended is kept when its worktree is given back.
 */
import type { Attempt } from '../../attempt.ts';
import { isLane, laneAt, laneOf } from '../../lane.ts';
import type { TidyOrder } from '../../order.ts';
import { hasBegun, type Run, type StepRun } from '../../run.ts';
import { isStepDone } from '../../state/machine.ts';
import { roomy } from '../../state/rows.ts';
import { tidiedUpTo } from '../../state/tidied.ts';
import type { Step } from '../../workstream.ts';
import { stepRunAt } from './at-place.ts';

type Ended = { readonly place: number; readonly seq: number };

/** Of one worktree: how many are open, and who has ended, in that order. */
type Room = { openCount: number; left: Ended[]; readers: Ended[] };

/** How generations before left a step, the oldest first; one that had not begun left nothing. */
const pastOf = ({ past }: StepRun): readonly StepRun[] =>
  past === null ? [] : [...pastOf(past), ...(hasBegun(past) ? [past] : [])];

const emptyRoom = (): Room => ({ openCount: 0, left: [], readers: [] });
const bySeq = (a: Ended, b: Ended): number => a.seq - b.seq;

export class Tidiness {
  readonly #run: Run;
  readonly #mayWrite: (step: Step) => boolean;
  #writes: Uint8Array = new Uint8Array();
  /** Whether a step has begun that may write, and is to go on. */
  #open: Uint8Array = new Uint8Array();
  /** By the place of the lane; null: the worktree of the run. */
  readonly #rooms = new Map<number | null, Room>([[null, emptyRoom()]]);

  constructor(run: Run, mayWrite: (step: Step) => boolean) {
    this.#run = run;
    this.#mayWrite = mayWrite;
  }

  /** Takes in the places from `first` on. */
  grew(first: number): void {
    const { steps } = this.#run.plan;
    this.#writes = roomy(this.#writes, steps.length);
    this.#open = roomy(this.#open, steps.length);
    const places = Array.from({ length: steps.length - first }, (_, at) => first + at);
    for (const place of places) {
      const step = steps[place];
      this.#writes[place] = step !== undefined && this.#mayWrite(step) ? 1 : 0;
      if (isLane(step) && this.#at(place).state.kind === 'open') this.opened(place);
    }
    const before = (a: number, b: number): number => this.#at(a).lastSeq - this.#at(b).lastSeq;
    const begun = places.filter((each) => this.#at(each).attempts > 0 && steps[each]?.body === undefined).sort(before);
    for (const place of begun) for (const past of pastOf(this.#at(place))) this.#end(place, past);
    for (const place of begun) this.moved(place);
    for (const { left, readers } of this.#rooms.values()) {
      left.sort(bySeq);
      readers.sort(bySeq);
    }
  }

  /** T3: a lane has opened, whose worktree is fresh. */
  opened(place: number): void {
    if (isLane(this.#run.plan.steps[place])) this.#rooms.set(place, emptyRoom());
  }

  /** T3 */
  closed(place: number): void {
    this.#rooms.delete(place);
  }

  /** Takes note that the step at `place` has come into the state that it is in. */
  moved(place: number): void {
    const at = this.#at(place);
    const { state, attempts } = at;
    if (attempts === 0 || this.#run.plan.steps[place]?.body !== undefined) return;
    const isDone = isStepDone(state.kind);
    const isOpen = !isDone && hasBegun(at) && this.#writes[place] === 1 ? 1 : 0;
    const room = this.#rooms.get(laneAt(this.#run.plan, place));
    if (room !== undefined) room.openCount += isOpen - (this.#open[place] ?? 0);
    this.#open[place] = isOpen;
    if (isDone && hasBegun(at)) this.#end(place, at);
  }

  #end(place: number, at: StepRun): void {
    const lane = laneAt(this.#run.plan, place);
    const room = this.#rooms.get(lane);
    if (room === undefined || at.lastSeq <= tidiedUpTo(this.#run, lane)) return;
    const ended = { place, seq: at.lastSeq };
    if (this.#hasLeft(place, at)) room.left.push(ended);
    if (this.#writes[place] === 0) room.readers.push(ended);
  }

  /** Takes note that somebody has looked. */
  tidied(): void {
    for (const [lane, room] of this.#rooms) {
      const upTo = tidiedUpTo(this.#run, lane);
      const isNewer = ({ seq }: Ended): boolean => seq > upTo;
      room.left = room.left.filter(isNewer);
      room.readers = room.readers.filter(isNewer);
    }
  }

  /** The worktrees of the run: null for its own, and the places of the lanes that are open. */
  get lanes(): Iterable<number | null> {
    return this.#rooms.keys();
  }

  /** Whether no step has begun that may write and is to go on: nobody needs what no checkpoint holds. */
  isQuiet(lane: number | null = null): boolean {
    return this.#roomOf(lane).openCount === 0;
  }

  /** Whether a step has ended without a checkpoint of what it may have written. */
  hasLeft(lane: number | null = null): boolean {
    return this.#roomOf(lane).left.length > 0;
  }

  /** Whether a step has ended that was to change nothing. */
  hasRead(lane: number | null = null): boolean {
    return this.#roomOf(lane).readers.length > 0;
  }

  order(lane: number | null = null): TidyOrder {
    const attempts = (ended: readonly Ended[]): readonly Attempt[] =>
      ended.flatMap(({ place, seq }) => {
        const step = this.#run.plan.steps[place];
        return step === undefined ? [] : [{ run: this.#run.id, step: step.id, attempt: this.#attemptAt(place, seq) }];
      });
    const { left, readers } = this.#roomOf(lane);
    return {
      upTo: this.#run.seq,
      left: attempts(left),
      readers: attempts(readers),
      lane: laneOf(this.#run.plan, lane),
    };
  }

  /** The number of the attempt that ended with an event; a refresh after it has a number, too. */
  #attemptAt(place: number, seq: number): number {
    const at = this.#at(place);
    return (pastOf(at).find(({ lastSeq }) => lastSeq === seq) ?? at).attempts;
  }

  /** What a person accepted of a step that had failed is in no checkpoint either. */
  #hasLeft(place: number, { state, recovery, attempts }: StepRun): boolean {
    if (this.#writes[place] === 0) return state.kind === 'failed' && state.failure.code === 'read-only-violated';
    if (state.kind !== 'succeeded') return true;
    return state.checkpoint === null && recovery.last?.attempt === attempts;
  }

  #roomOf(lane: number | null): Room {
    return this.#rooms.get(lane) ?? emptyRoom();
  }

  #at(place: number): StepRun {
    return stepRunAt(this.#run, place);
  }
}
