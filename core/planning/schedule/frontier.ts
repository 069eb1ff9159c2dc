/**
 * What can move next, kept up to date event by event, so that scheduling a whole run costs O(steps + edges).
 *
 *   F1. It is a function of the run: built afresh from the same run it says the same.
 *   F2. A step enters `undecided` once, when its last need is done and its scope is open.
 */
import type { Run, StepKind, StepRun } from '../../run.ts';
import { invariant } from '../../result.ts';
import { isHardEnd } from '../../step-end.ts';
import { laneAt } from '../../lane.ts';
import { parentOf } from '../../plan.ts';
import { isAuthored, type ScopeKind } from '../../scope.ts';
import { isInFlight, isStepDone } from '../../state/machine.ts';
import { currentChildren } from '../../state/growth.ts';
import { Alarms } from './alarms.ts';
import { Bodies } from './bodies.ts';
import { Company, type CompanyParts } from './company.ts';
import { inTurn } from '../../priority.ts';
import { LaneSlots } from './lane-slots.ts';
import { Needs } from './needs.ts';
import { ReadySteps } from './ready-steps.ts';
import { Tidiness } from './tidiness.ts';
import { ScopeCount } from './scope-count.ts';

export class Frontier {
  /** What has been left in the worktree that no checkpoint holds. */
  readonly tidiness: Tidiness;
  /** The steps that the clock alone lets go on. */
  readonly alarms: Alarms = new Alarms();
  /** Who is at work, and who may be beside whom. */
  readonly company: Company;
  /** The composites that are open. */
  readonly bodies: Bodies;
  /** What the steps wait for. */
  readonly needs: Needs;
  readonly #run: Run;
  readonly #ready: ReadySteps;
  readonly #slots: LaneSlots;
  /** As `plan.scopes`. */
  readonly #scopes: ScopeCount[] = [];
  /** How many places have been taken in. */
  #size = 0;
  /** How many wait, by the place of the lane in which they do. */
  readonly #waiting = new Map<number | null, number>();
  #undecided: number[] = [];
  #nextUndecided = 0;
  constructor(run: Run, parts: CompanyParts) {
    this.#run = run;
    this.company = new Company(run, parts);
    this.#ready = new ReadySteps(run);
    this.#slots = new LaneSlots(run, parts.concurrency);
    this.bodies = new Bodies(run);
    this.needs = new Needs(run);
    this.tidiness = new Tidiness(run, (step) => parts.accessOf(step) !== 'read');
    this.grew();
    for (const [place] of run.plan.openings) if (this.#step(place).state.kind === 'open') this.#openBody(place);
  }

  /** Takes in what the plan has gained since. */
  grew(): void {
    const { plan } = this.#run;
    const first = this.#size;
    const end = plan.steps.length;
    this.#widen();
    for (const scope of plan.scopes.slice(this.#scopes.length)) this.#scopes.push(new ScopeCount(scope));
    for (let place = first; place < end; place++) this.#meet(place);
    for (let place = first; place < end; place++) this.#enter(place, false);
    for (const place of this.#topsFrom(first)) this.#offer(place);
    this.tidiness.grew(first);
  }

  /** In the order in which they are to be asked for: the workstreams of a bundle by what they say of it. */
  #topsFrom(first: number): readonly number[] {
    const { steps, workstream } = this.#run.plan;
    const tops: number[] = [];
    for (let place = first; place < steps.length; place++)
      if (parentOf(this.#run.plan, place) === null) tops.push(place);
    return workstream.isBundle === undefined ? tops : inTurn(tops, steps);
  }

  #widen(): void {
    const end = this.#run.plan.steps.length;
    this.#size = end;
    this.company.widen(end);
    this.needs.widen(end);
  }

  #meet(place: number): void {
    this.company.meet(place);
    this.needs.meet(place);
  }

  /** Whether nobody is at work in a worktree who may write, nor will go on with what lies there. */
  isQuiet(lane: number | null): boolean {
    return this.tidiness.isQuiet(lane) && (this.#waiting.get(lane) ?? 0) === 0;
  }

  /** How many wait for somebody. */
  get waiting(): number {
    let sum = 0;
    for (const count of this.#waiting.values()) sum += count;
    return sum;
  }

  get isFinallyOpen(): boolean {
    return this.#isOver('main');
  }

  /** Whether all that the author wrote has ended. */
  get isAllDone(): boolean {
    return this.#isOver('main') && this.#isOver('finally');
  }

  /** Whether nothing is left to be undone: also where nothing has opened. */
  get isCompensated(): boolean {
    return this.#isOver('compensation');
  }

  /** Whether a step failed that was not allowed to; one that undoes another fails for itself. */
  get hasFailed(): boolean {
    return this.#scopes.some((count) => isAuthored(count.scope) && count.hasFailed);
  }

  /** Whether a step still has something before it that only time or this process can bring about. */
  get isMoving(): boolean {
    return this.company.underWay.size > 0 || !this.alarms.backoffs.isEmpty || !this.#ready.isEmpty;
  }

  /** The next step whose needs are all done and whose condition has not been looked at. */
  nextUndecided(): number | undefined {
    for (; this.#nextUndecided < this.#undecided.length; this.#nextUndecided++) {
      const place = this.#undecided[this.#nextUndecided];
      if (place !== undefined && this.#step(place).state.kind === 'blocked') return place;
    }
    this.#undecided = [];
    this.#nextUndecided = 0;
    return undefined;
  }

  /** The ready step that should start first, of those that may. */
  firstReady(mayStart: (place: number) => boolean): number | undefined {
    const isAtWork = this.company.isAnyInLane;
    return this.#ready.first(
      (place) => this.company.mayStart(place) && mayStart(place) && !this.#ready.isGathering(place, isAtWork),
    );
  }

  /** The next step of these scopes that is neither done, nor in flight, nor spared. Each step is passed once. */
  nextIdle(kinds: readonly ScopeKind[], isSpared: (place: number) => boolean): number | undefined {
    for (const count of this.#scopes) {
      if (!kinds.includes(count.scope.kind)) continue;
      const place = count.nextOf((at) => {
        if (this.#step(at).state.kind === 'open' && !isSpared(at)) this.bodies.halt(at, 'run');
        return this.#isIdle(at) && !isSpared(at);
      });
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** The next such step inside of a composite that is ended before its time. */
  nextEnded(isSpared: (place: number) => boolean): number | undefined {
    if (!this.bodies.hasHalted) return undefined;
    return this.bodies.nextEnded(
      (at) => this.#isIdle(at),
      (at, cause) => cause === 'run' && isSpared(at),
    );
  }

  #isIdle(place: number): boolean {
    const { kind } = this.#step(place).state;
    return !isStepDone(kind) && !isInFlight(kind) && kind !== 'open';
  }

  /** Tells the frontier that the step at `place` has moved on from `before`. */
  moved(place: number, before: StepKind): void {
    const after = this.#step(place).state.kind;
    if (after === 'open') return this.#opened(place, before);
    if (before === after) return;
    if (isInFlight(before) && isInFlight(after)) return;
    if (isInFlight(before)) {
      this.company.end(place);
      this.#ready.end(place);
    }
    if (before === 'backoff') this.alarms.backoffs.put(place, null);
    if (before === 'waiting') {
      this.#wait(place, -1);
      this.alarms.parked.put(place, null);
    }
    if (before === 'open') {
      this.bodies.close(place);
      this.tidiness.closed(place);
      this.alarms.deadlines.put(place, null);
    }
    this.#enter(place, true);
    this.tidiness.moved(place);
    if (this.bodies.hasHalted && this.#isIdle(place)) this.bodies.reconsider(place);
  }

  /** What a generation before has laid out is met again; the rest is new. */
  #opened(place: number, before: StepKind): void {
    if (before === 'backoff') this.alarms.backoffs.put(place, null);
    if (before !== 'open') this.tidiness.opened(place);
    const first = this.#size;
    const opening = this.#run.plan.openings.get(place);
    const children = opening === undefined ? [] : currentChildren(opening);
    this.#widen();
    for (const child of children) this.#meet(child);
    for (const child of children) this.#enter(child, false);
    this.tidiness.grew(first);
    this.#openBody(place);
  }

  #openBody(place: number): void {
    this.alarms.deadlines.put(place, this.bodies.deadlineOf(place));
    for (const child of this.bodies.open(place)) this.#offer(child);
  }

  #enter(place: number, offers: boolean): void {
    const { state } = this.#step(place);
    if (state.kind === 'ready') {
      this.company.settle(place);
      this.#ready.push(place);
    } else if (isInFlight(state.kind)) {
      this.company.begin(place);
      this.#ready.begin(place);
    } else if (state.kind === 'open') this.#slots.meet(place);
    else if (state.kind === 'backoff') {
      this.#slots.meet(place);
      this.alarms.backoffs.put(place, state.wakeAt);
    } else if (state.kind === 'waiting') {
      this.#wait(place, 1);
      this.alarms.parked.put(place, state.wait.until ?? null);
    } else if (isStepDone(state.kind)) this.#finish(place, offers);
  }

  #finish(place: number, offers: boolean): void {
    const { state } = this.#step(place);
    const spoils = isHardEnd(state);
    const { offsets, targets } = this.#run.plan.dependents;
    const end = offsets[place + 1] ?? 0;
    for (let edge = offsets[place] ?? 0; edge < end; edge++) {
      const dependent = targets[edge] ?? 0;
      const isFree = this.needs.ended(dependent, place);
      if (offers && isFree) this.#offer(dependent);
    }
    if (offers) for (const held of this.#slots.ended(place)) this.#decideOn(held);
    if (parentOf(this.#run.plan, place) === null) this.#finishAtTop(place, spoils && state.kind === 'failed', offers);
    else if (offers) {
      for (const next of this.bodies.ended(place)) this.#offer(next);
    }
  }

  #finishAtTop(place: number, hasFailed: boolean, offers: boolean): void {
    const count = this.#countOf(place);
    count.finish(hasFailed);
    if (!offers || count.scope.kind !== 'main' || !count.isOver) return;
    for (const { scope } of this.#scopes)
      if (scope.kind === 'finally') for (let at = scope.first; at < scope.end; at++) this.#offer(at);
  }

  #offer(place: number): void {
    if (!this.needs.areOver(place) || this.#step(place).state.kind !== 'blocked') return;
    const mayBegin =
      parentOf(this.#run.plan, place) === null
        ? this.#countOf(place).scope.kind !== 'finally' || this.isFinallyOpen
        : this.bodies.admits(place);
    if (mayBegin) this.#decideOn(place);
  }

  #decideOn(place: number): void {
    if (this.#step(place).state.kind === 'blocked' && this.#slots.admits(place)) this.#undecided.push(place); // F2
  }

  #wait(place: number, by: 1 | -1): void {
    const lane = laneAt(this.#run.plan, place);
    this.#waiting.set(lane, (this.#waiting.get(lane) ?? 0) + by);
  }

  #isOver(kind: ScopeKind): boolean {
    for (const count of this.#scopes) if (count.scope.kind === kind) return count.isOver;
    return true;
  }

  #countOf(place: number): ScopeCount {
    for (const count of this.#scopes) if (place < count.scope.end) return count;
    throw new Error(`invariant: no scope holds the place ${place}`);
  }

  #step(place: number): StepRun {
    const step = this.#run.steps[place];
    invariant(step !== undefined, `no step at ${place}`);
    return step;
  }
}
