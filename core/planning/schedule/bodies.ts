/**
 * The open composites of a run: which can be closed, and which are ended before their time.
 *
 *   B1. It is a function of the run, but for what the clock has ended: what has a deadline is ended again by the clock.
 *   B2. A body counts its current children, so that rounds and generations before count for nothing.
 *   B3. Ending costs each child once.
 */
import { currentChildren } from '../../state/growth.ts';
import { isStepDone } from '../../state/machine.ts';
import { instant, type Instant } from '../../id.ts';
import { parentOf } from '../../plan.ts';
import type { Run } from '../../run.ts';
import { lastOf, usedBy } from '../../used.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import { quorumOf, slotsOf } from './limits.ts';
import { OpenBody, type HaltCause } from './open-body.ts';

export class Bodies {
  readonly #run: Run;
  readonly #open = new Map<number, OpenBody>();
  #closable: number[] = [];
  /** Places of bodies that are ended, those with children left to look at. */
  #ending: number[] = [];
  #halted = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Places of all open composites. */
  get places(): Iterable<number> {
    return this.#open.keys();
  }

  get hasHalted(): boolean {
    return this.#halted > 0;
  }

  at(place: number): OpenBody | undefined {
    return this.#open.get(place);
  }

  /** Takes in that a composite has opened, or its next round. Gives the children that are to be offered, in order. */
  open(place: number): readonly number[] {
    this.close(place);
    const { plan } = this.#run;
    const opening = plan.openings.get(place);
    const { body } = stepAt(this.#run, place);
    const children = opening === undefined ? [] : currentChildren(opening);
    const open = new OpenBody(children, slotsOf(plan, place, body), lastOf(body));
    for (const child of children) {
      const { state } = stepRunAt(this.#run, child);
      if (isStepDone(state.kind)) open.end(child, state);
      else if (state.kind !== 'blocked') open.meet();
    }
    this.#open.set(place, open);
    this.#settle(place, open);
    return children;
  }

  close(place: number): void {
    const open = this.#open.get(place);
    if (open === undefined) return;
    if (open.halted !== null) this.#halted -= 1;
    this.#open.delete(place);
  }

  /** Takes note that an inner step will not move again. Gives those that may begin since. */
  ended(place: number): readonly number[] {
    const parent = parentOf(this.#run.plan, place);
    const open = parent === null ? undefined : this.#open.get(parent);
    if (parent === null || open === undefined) return [];
    const wasMainOver = open.isMainOver;
    const { state } = stepRunAt(this.#run, place);
    open.end(place, state);
    this.#settle(parent, open);
    const next = open.release();
    const lasts = open.isMainOver && !wasMainOver ? open.lasts : [];
    return next === undefined ? lasts : [next, ...lasts];
  }

  /** Whether a step runs after all others of its workstream ended, or is in one that does: no end around it reaches it. */
  isLast(place: number): boolean {
    const { plan } = this.#run;
    for (let at: number | null = place; at !== null; at = parentOf(plan, at)) {
      const parent = parentOf(plan, at);
      if (parent !== null && this.#open.get(parent)?.isLast(at) === true) return true;
    }
    return false;
  }

  /** Whether an inner step whose needs are done may begin now. */
  admits(place: number): boolean {
    const parent = parentOf(this.#run.plan, place);
    return parent === null || this.#open.get(parent)?.admit(place) === true;
  }

  /** An open composite whose body is done. */
  nextClosable(): number | undefined {
    for (let place = this.#closable.at(-1); place !== undefined; place = this.#closable.at(-1)) {
      if (this.#open.get(place)?.left === 0) return place;
      this.#closable.pop();
    }
    return undefined;
  }

  /** From now on what is inside of an open composite is ended; the first cause counts. */
  halt(place: number, cause: HaltCause): void {
    const open = this.#open.get(place);
    if (open === undefined || open.halted !== null) return;
    open.halted = cause;
    this.#halted += 1;
    this.#ending.push(place);
  }

  /** Why a step is ended before its time, by what is around it; null where it is not. */
  haltAround(place: number): HaltCause | null {
    if (this.#halted === 0) return null;
    const { plan } = this.#run;
    for (let at = place, parent = parentOf(plan, at); parent !== null; at = parent, parent = parentOf(plan, at)) {
      const open = this.#open.get(parent);
      if (open?.isLast(at) === true) return null;
      if (open !== undefined && open.halted !== null) return open.halted;
    }
    return null;
  }

  /** The next step inside of what is ended for which that holds; what is open there is ended with it, but for what is spared. */
  nextEnded(
    isWanted: (place: number) => boolean,
    isSpared: (place: number, cause: HaltCause) => boolean,
  ): number | undefined {
    for (let place = this.#ending.at(-1); place !== undefined; place = this.#ending.at(-1)) {
      const open = this.#open.get(place);
      const cause = open?.halted ?? null;
      const opened: number[] = [];
      const found =
        cause === null
          ? undefined
          : open?.nextOf((child) => {
              if (open.isLast(child)) return false;
              if (isStepDone(stepRunAt(this.#run, child).state.kind) || isSpared(child, cause)) return false;
              if (this.#open.has(child)) opened.push(child);
              return isWanted(child);
            });
      if (found === undefined) this.#ending.pop();
      for (const child of opened) if (cause !== null) this.halt(child, cause);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A step inside of what is ended has come to where it would go on: it is looked at again. */
  reconsider(place: number): void {
    const parent = parentOf(this.#run.plan, place);
    const open = parent === null ? undefined : this.#open.get(parent);
    if (parent === null || open === undefined || open.halted === null) return;
    open.again(place);
    this.#ending.push(parent);
  }

  /** When the time of an open composite is over; null where it has as long as it takes. */
  deadlineOf(place: number): Instant | null {
    const { body } = stepAt(this.#run, place);
    const opening = this.#run.plan.openings.get(place);
    if (body === undefined || body.timeoutMs === null || opening === undefined) return null;
    return instant(opening.at + body.timeoutMs);
  }

  #settle(place: number, open: OpenBody): void {
    if (this.#isCertain(place, open)) this.halt(place, 'certain');
    if (open.left === 0) this.#closable.push(place);
  }

  /** Whether what is to fail fast has its outcome, whatever comes of what is left. */
  #isCertain(place: number, open: OpenBody): boolean {
    const { body } = stepAt(this.#run, place);
    if (usedBy(body)?.failFast === true) return open.bad > 0;
    if (body?.kind !== 'foreach' || !body.failFast) return false;
    const quorum = quorumOf(this.#run.plan, place, body);
    if (quorum === null) return open.bad > 0;
    return open.succeeded >= quorum || open.succeeded + open.left + open.cut < quorum;
  }
}
