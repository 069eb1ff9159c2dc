/**
 * Ready steps in the order in which they should start, those that want of pools among them: of such as want the same, in a
 * queue of its own, only the first is looked at, so that a thousand that wait for one cost what one costs.
 *
 *   Q1. What is taken of a pool never exceeds its size, and is taken at once or not at all.
 *   Q2. A step that waits for a pool is overtaken by no more later ones than that allows.
 */
import { isRival, mayTake, type Claim, type Want } from '../../claim.ts';
import type { Run } from '../../run.ts';
import { wantsInRun } from '../wants.ts';
import { ReadyQueue } from './ready-queue.ts';

/** A queue, what those in it want, and the first of it that has been overtaken. */
type Line = {
  readonly wants: readonly Want[];
  readonly queue: ReadyQueue;
  waits: { readonly place: number; overtaken: number } | null;
};

const NONE: readonly Want[] = [];

export class ReadyQueues {
  readonly #run: Run;
  readonly #lines = new Map<string, Line>();
  readonly #used = new Map<string, number>();

  constructor(run: Run) {
    this.#run = run;
  }

  #wantsOf(place: number): readonly Want[] {
    const { plan } = this.#run;
    const step = plan.steps[place];
    return step === undefined || (step.resources === undefined && step.mutex === undefined)
      ? NONE
      : wantsInRun(step, plan.workstream);
  }

  push(place: number): void {
    const wants = this.#wantsOf(place);
    const name = wants === NONE ? '' : JSON.stringify(wants);
    const line = this.#lines.get(name) ?? {
      ...{ wants, waits: null },
      queue: new ReadyQueue((at) => this.#run.plan.priority[at] ?? 0),
    };
    this.#lines.set(name, line);
    line.queue.push(place);
  }

  #isBefore(one: number, other: number): boolean {
    const { priority } = this.#run.plan;
    const byPriority = (priority[one] ?? 0) - (priority[other] ?? 0);
    return byPriority > 0 || (byPriority === 0 && one < other);
  }

  #head(line: Line): number | undefined {
    for (;;) {
      const place = line.queue.first();
      if (place === undefined || this.#run.steps[place]?.state.kind === 'ready') return place;
      line.queue.shift();
    }
  }

  #claimsBefore(place: number, wants: readonly Want[]): readonly Claim[] {
    const claims: Claim[] = [];
    for (const line of this.#lines.values()) {
      const head = this.#head(line);
      if (head === undefined || head === place || !isRival(line.wants, wants) || !this.#isBefore(head, place)) continue;
      const overtaken = line.waits?.place === head ? line.waits.overtaken : 0;
      claims.push({ wants: line.wants, isHeld: false, overtaken });
    }
    return claims;
  }

  /** The first step that is ready and may have what it wants. */
  first(): number | undefined {
    let best: number | undefined;
    for (const line of this.#lines.values()) {
      const head = this.#head(line);
      if (head === undefined || (best !== undefined && this.#isBefore(best, head))) continue;
      const { wants } = line;
      const used = (pool: string): number => this.#used.get(pool) ?? 0;
      if (wants.length === 0 || mayTake(wants, this.#claimsBefore(head, wants), used)) best = head;
    }
    return best;
  }

  /** Q1, Q2: a step is at work from now on. */
  begin(place: number): void {
    const wants = this.#wantsOf(place);
    if (wants.length === 0) return;
    for (const { pool, amount } of wants) this.#used.set(pool, (this.#used.get(pool) ?? 0) + amount);
    for (const line of this.#lines.values()) {
      const head = this.#head(line);
      if (head === undefined || head === place || !isRival(line.wants, wants) || !this.#isBefore(head, place)) continue;
      line.waits = { place: head, overtaken: line.waits?.place === head ? line.waits.overtaken + 1 : 1 };
    }
  }

  /** It is not any more, and gives back what it held. */
  end(place: number): void {
    for (const { pool, amount } of this.#wantsOf(place)) this.#used.set(pool, (this.#used.get(pool) ?? 0) - amount);
  }
}
