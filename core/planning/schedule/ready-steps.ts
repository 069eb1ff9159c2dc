/** The steps that are ready, in a queue for each worktree: who has to wait in one holds nobody up in another. */
import { laneAt } from '../../lane.ts';
import type { Run } from '../../run.ts';
import { stepRunAt } from './at-place.ts';
import { ReadyQueue } from './ready-queue.ts';

export class ReadySteps {
  readonly #run: Run;
  /** By the place of the lane; null: the worktree of the run. */
  readonly #queues = new Map<number | null, ReadyQueue>();

  constructor(run: Run) {
    this.#run = run;
  }

  push(place: number): void {
    const lane = laneAt(this.#run.plan, place);
    const known = this.#queues.get(lane);
    const queue = known ?? new ReadyQueue((at) => this.#priorityOf(at));
    if (known === undefined) this.#queues.set(lane, queue);
    queue.push(place);
  }

  /** Whether there is any. */
  get isEmpty(): boolean {
    return this.first(() => true) === undefined;
  }

  /**
   * The one that should start first, of those that come first in their worktrees and may start now. Nothing overtakes a step that
   * has to wait for the others in its worktree to end: so none waits for ever.
   */
  first(mayStart: (place: number) => boolean): number | undefined {
    let best: number | undefined;
    for (const [lane, queue] of this.#queues) {
      const place = this.#headOf(queue);
      if (place === undefined) this.#queues.delete(lane);
      else if ((best === undefined || this.#isBefore(place, best)) && mayStart(place)) best = place;
    }
    return best;
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
