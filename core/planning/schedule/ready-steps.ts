/**
 * The steps that are ready, in lines: one for each worktree, since who has to wait in one holds nobody up in another, and for each
 * set of wants, of which only the first is looked at, so that a thousand that wait for one pool cost what one costs.
 *
 * Merges that a gate looks at have a line of their own: while they wait for each other they hold up nobody.
 *
 *   Q1. What is taken of a pool never exceeds its size, and is taken at once or not at all.
 *   Q2. A step that waits for a pool is overtaken by no more later ones than that allows.
 */
import { isRival, mayTake, type Claim, type Want } from '../../claim.ts';
import { isMerge } from '../../hidden-step.ts';
import { laneAt } from '../../lane.ts';
import type { Run } from '../../run.ts';
import { wantsInRun } from '../wants.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import { ReadyQueue } from './ready-queue.ts';

/** `overtaken`: how often its first, at `place`, has been. */
type Line = {
  readonly wants: readonly Want[];
  readonly queue: ReadyQueue;
  overtaken: { readonly place: number; readonly times: number } | null;
};

const NONE: readonly Want[] = [];
/** The line of the merges that a gate looks at; of wants it would be JSON. */
const GATED = 'gated';

export class ReadySteps {
  readonly #run: Run;
  /** By the place of the lane, null for the worktree of the run; then by what is wanted. */
  readonly #lanes = new Map<number | null, Map<string, Line>>();
  readonly #used = new Map<string, number>();

  constructor(run: Run) {
    this.#run = run;
  }

  push(place: number): void {
    const lane = laneAt(this.#run.plan, place);
    const lines = this.#lanes.get(lane) ?? new Map<string, Line>();
    this.#lanes.set(lane, lines);
    const wants = this.#wantsOf(place);
    const name = this.#isGated(place) ? GATED : wants === NONE ? '' : JSON.stringify(wants);
    const known = lines.get(name);
    const line = known ?? { wants, overtaken: null, queue: new ReadyQueue((at) => this.#priorityOf(at)) };
    if (known === undefined) lines.set(name, line);
    line.queue.push(place);
  }

  /**
   * Whether a merge waits for others, to be looked at together by the gate: for as many as that takes, while there is somebody in
   * a lane who could still come. `isAtWork`: somebody is.
   */
  isGathering(place: number, isAtWork: boolean): boolean {
    if (!this.#isGated(place)) return false;
    const gathered = this.#lanes.get(null)?.get(GATED)?.queue.size ?? 0;
    if (gathered >= (this.#run.plan.workstream.integration?.gate.batch ?? 1)) return false;
    if (isAtWork) return true;
    for (const [lane, lines] of this.#lanes) if (lane !== null && this.#firstOf(lane, lines) !== undefined) return true;
    return false;
  }

  #isGated(place: number): boolean {
    const { workstream } = this.#run.plan;
    return (
      workstream.integration !== undefined &&
      isMerge(stepAt(this.#run, place)) &&
      laneAt(this.#run.plan, place) === null
    );
  }

  /** Whether there is any. */
  get isEmpty(): boolean {
    return this.#lines().every(({ queue }) => this.#headOf(queue) === undefined);
  }

  /**
   * The one that should start first, of those that come first in their worktrees, may have what they want and may start now.
   * Nothing overtakes a step that has to wait for the others in its worktree to end: so none waits for ever.
   */
  first(mayStart: (place: number) => boolean): number | undefined {
    let best: number | undefined;
    for (const [lane, lines] of this.#lanes) {
      const place = this.#firstOf(lane, lines);
      if (place !== undefined && (best === undefined || this.#isBefore(place, best)) && mayStart(place)) best = place;
    }
    return best;
  }

  /** Q1, Q2: a step is at work from now on. */
  begin(place: number): void {
    const wants = this.#wantsOf(place);
    if (wants.length === 0) return;
    this.#count(wants, 1);
    for (const [line, head] of this.#rivalsBefore(place, wants)) {
      const times = line.overtaken?.place === head ? line.overtaken.times + 1 : 1;
      line.overtaken = { place: head, times };
    }
  }

  /** It is not any more, and gives back what it held. */
  end(place: number): void {
    this.#count(this.#wantsOf(place), -1);
  }

  #count(wants: readonly Want[], sign: 1 | -1): void {
    for (const { pool, amount } of wants) this.#used.set(pool, (this.#used.get(pool) ?? 0) + sign * amount);
  }

  /** Lines in which nobody stands are dropped. */
  #firstOf(lane: number | null, lines: Map<string, Line>): number | undefined {
    let best: number | undefined;
    for (const [name, { queue, wants }] of lines) {
      const place = this.#headOf(queue);
      if (place === undefined) lines.delete(name);
      else if ((best === undefined || this.#isBefore(place, best)) && this.#mayTake(place, wants)) best = place;
    }
    if (lines.size === 0) this.#lanes.delete(lane);
    return best;
  }

  #mayTake(place: number, wants: readonly Want[]): boolean {
    if (wants.length === 0) return true;
    const before = this.#rivalsBefore(place, wants).map(([line, head]): Claim => {
      const times = line.overtaken?.place === head ? line.overtaken.times : 0;
      return { wants: line.wants, isHeld: false, overtaken: times };
    });
    return mayTake(wants, before, (pool) => this.#used.get(pool) ?? 0);
  }

  /** The lines, and who is first in each, that want of the same pools and come before. */
  #rivalsBefore(place: number, wants: readonly Want[]): readonly (readonly [Line, number])[] {
    return this.#lines().flatMap((line) => {
      if (!isRival(line.wants, wants)) return [];
      const head = this.#headOf(line.queue);
      return head === undefined || head === place || !this.#isBefore(head, place) ? [] : [[line, head] as const];
    });
  }

  #lines(): readonly Line[] {
    return [...this.#lanes.values()].flatMap((lines) => [...lines.values()]);
  }

  #wantsOf(place: number): readonly Want[] {
    const step = stepAt(this.#run, place);
    const isFree = step.resources === undefined && step.mutex === undefined;
    return isFree ? NONE : wantsInRun(step, this.#run.plan.workstream);
  }

  /** The queue may hold places that are no longer ready; they are dropped when they come up. */
  #headOf(queue: ReadyQueue): number | undefined {
    for (;;) {
      const place = queue.first();
      if (place === undefined || stepRunAt(this.#run, place).state.kind === 'ready') return place;
      queue.shift();
    }
  }

  #isBefore(a: number, b: number): boolean {
    const by = this.#priorityOf(b) - this.#priorityOf(a);
    return by < 0 || (by === 0 && a < b);
  }

  #priorityOf(place: number): number {
    return this.#run.plan.priority[place] ?? 0;
  }
}
