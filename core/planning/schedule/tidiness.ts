/**
 * Who may still write in the worktree of a run, and whose end nobody has looked at since. Kept up to date event by event.
 *
 *   T1. It is a function of the run: built afresh from the same run it says the same.
 *   T2. Looking costs what has ended since the last look, whatever has ended before.
 */
import type { Attempt } from '../../attempt.ts';
import type { TidyOrder } from '../../order.ts';
import { hasBegun, type Run, type StepRun } from '../../run.ts';
import { invariant } from '../../result.ts';
import { isStepDone } from '../../state/machine.ts';
import { roomy } from '../../state/rows.ts';
import type { Step } from '../../workstream.ts';

type Ended = { readonly place: number; readonly seq: number };

/** How generations before left a step, the oldest first; one that had not begun left nothing. */
const pastOf = ({ past }: StepRun): readonly StepRun[] =>
  past === null ? [] : [...pastOf(past), ...(hasBegun(past) ? [past] : [])];

export class Tidiness {
  readonly #run: Run;
  readonly #mayWrite: (step: Step) => boolean;
  #writes: Uint8Array = new Uint8Array();
  /** Whether a step has begun that may write, and is to go on. */
  #open: Uint8Array = new Uint8Array();
  #openCount = 0;
  /** In the order in which they ended. */
  #left: Ended[] = [];
  #readers: Ended[] = [];

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
    }
    const before = (a: number, b: number): number => this.#at(a).lastSeq - this.#at(b).lastSeq;
    const begun = places.filter((each) => this.#at(each).attempts > 0 && steps[each]?.body === undefined).sort(before);
    for (const place of begun) for (const past of pastOf(this.#at(place))) this.#end(place, past);
    for (const place of begun) this.moved(place);
    this.#left.sort((a, b) => a.seq - b.seq);
    this.#readers.sort((a, b) => a.seq - b.seq);
  }

  /** Takes note that the step at `place` has come into the state that it is in. */
  moved(place: number): void {
    const at = this.#at(place);
    const { state, attempts } = at;
    if (attempts === 0 || this.#run.plan.steps[place]?.body !== undefined) return;
    const isDone = isStepDone(state.kind);
    const isOpen = !isDone && hasBegun(at) && this.#writes[place] === 1 ? 1 : 0;
    this.#openCount += isOpen - (this.#open[place] ?? 0);
    this.#open[place] = isOpen;
    if (isDone && hasBegun(at)) this.#end(place, at);
  }

  #end(place: number, at: StepRun): void {
    if (at.lastSeq <= this.#run.tidied.upTo) return;
    const ended = { place, seq: at.lastSeq };
    if (this.#hasLeft(place, at)) this.#left.push(ended);
    if (this.#writes[place] === 0) this.#readers.push(ended);
  }

  /** Takes note that somebody has looked. */
  tidied(): void {
    const { upTo } = this.#run.tidied;
    const isNewer = ({ seq }: Ended): boolean => seq > upTo;
    this.#left = this.#left.filter(isNewer);
    this.#readers = this.#readers.filter(isNewer);
  }

  /** Whether no step has begun that may write and is to go on: nobody needs what no checkpoint holds. */
  get isQuiet(): boolean {
    return this.#openCount === 0;
  }

  /** Whether a step has ended without a checkpoint of what it may have written. */
  get hasLeft(): boolean {
    return this.#left.length > 0;
  }

  /** Whether a step has ended that was to change nothing. */
  get hasRead(): boolean {
    return this.#readers.length > 0;
  }

  order(): TidyOrder {
    const attempts = (ended: readonly Ended[]): readonly Attempt[] =>
      ended.flatMap(({ place, seq }) => {
        const step = this.#run.plan.steps[place];
        return step === undefined ? [] : [{ run: this.#run.id, step: step.id, attempt: this.#attemptAt(place, seq) }];
      });
    return { upTo: this.#run.seq, left: attempts(this.#left), readers: attempts(this.#readers) };
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

  #at(place: number): StepRun {
    const step = this.#run.steps[place];
    invariant(step !== undefined, `no step at ${place}`);
    return step;
  }
}
