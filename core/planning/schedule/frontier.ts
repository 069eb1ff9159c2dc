/**
 * What can move next, kept up to date event by event, so that scheduling a whole run costs O(steps + edges).
 *
 *   F1. It is a function of the run: built afresh from the same run it says the same.
 *   F2. A step enters `undecided` once, when its last need is done and its scope is open.
 *   F3. The ready queue may hold places that are no longer ready; they are dropped when they come up.
 */
import type { Run, StepKind, StepRun } from '../../run.ts';
import { invariant } from '../../result.ts';
import type { Access, Step } from '../../workstream.ts';
import { isAuthored, type ScopeKind } from '../../scope.ts';
import { roomy } from '../../state/growth.ts';
import { isInFlight, isStepDone } from '../../state/machine.ts';
import { Alarms } from './alarms.ts';
import type { Lack, Lacking } from './lacking.ts';
import { isSuspect } from '../../state/poison.ts';
import { ReadyQueue } from './ready-queue.ts';
import { Tidiness } from './tidiness.ts';
import { ScopeCount } from './scope-count.ts';

/** How many steps of the run stand where, whatever scope they are of: they share a worktree. */
type Counts = { waiting: number; busyAlone: number };

export class Frontier {
  /** What has been left in the worktree that no checkpoint holds. */
  readonly tidiness: Tidiness;
  /** The steps that the clock alone lets go on. */
  readonly alarms: Alarms = new Alarms();
  readonly #run: Run;
  readonly #accessOf: (step: Step) => Access;
  readonly #concurrency: number;
  readonly #lacking: Lacking | null;
  readonly #ready: ReadyQueue;
  /** As `plan.scopes`. */
  readonly #scopes: ScopeCount[] = [];
  /** How many places have been taken in. */
  #size = 0;
  /** Whose access asks for it; who begins with a fix or a refresh, or is suspected (poison.ts), is alone whatever its access. */
  #exclusive: Uint8Array = new Uint8Array();
  #alone: Uint8Array = new Uint8Array();
  #unmet: Int32Array = new Int32Array();
  #spoiled: Uint8Array = new Uint8Array();
  readonly #counts: Counts = { waiting: 0, busyAlone: 0 };
  readonly #underWay = new Set<number>();
  #undecided: number[] = [];
  #nextUndecided = 0;
  /** The step under way that is alone. */
  #aloneAt: number | null = null;

  /**
   * `accessOf` tells what a step may do to the worktree, its tool's default included; so many may run at once. `lacking`
   * tells what must be refreshed first.
   */
  constructor(
    run: Run,
    {
      accessOf,
      concurrency,
      lacking = null,
    }: {
      readonly accessOf: (step: Step) => Access;
      readonly concurrency: number;
      readonly lacking?: Lacking | null;
    },
  ) {
    this.#run = run;
    this.#accessOf = accessOf;
    this.#concurrency = concurrency;
    this.#lacking = lacking;
    this.#ready = new ReadyQueue((place) => run.plan.priority[place] ?? 0);
    this.tidiness = new Tidiness(run, (step) => accessOf(step) !== 'read');
    this.grew();
  }

  /** Takes in what the plan has gained since. */
  grew(): void {
    const { plan } = this.#run;
    const first = this.#size;
    const end = plan.steps.length;
    this.#size = end;
    this.#exclusive = roomy(this.#exclusive, end);
    this.#alone = roomy(this.#alone, end);
    this.#unmet = roomy(this.#unmet, end);
    this.#spoiled = roomy(this.#spoiled, end);
    for (const scope of plan.scopes.slice(this.#scopes.length)) this.#scopes.push(new ScopeCount(scope));
    for (let place = first; place < end; place++) {
      const step = plan.steps[place];
      this.#exclusive[place] = step !== undefined && this.#accessOf(step) === 'exclusive' ? 1 : 0;
      this.#settleCompany(place);
      this.#unmet[place] = degree(plan.needs.offsets, place);
    }
    for (let place = first; place < end; place++) this.#enter(place, false);
    for (let place = first; place < end; place++) this.#offer(place);
    this.tidiness.grew(first);
  }

  /** Whether nobody is at work in the worktree who may write, nor will go on with what lies there. */
  get isQuiet(): boolean {
    return this.tidiness.isQuiet && this.#counts.waiting === 0;
  }

  /** Whether no step may begin beside those under way. */
  get isFull(): boolean {
    return this.#underWay.size >= this.#concurrency;
  }

  /** The places of the steps whose attempts are under way. */
  get underWay(): ReadonlySet<number> {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#counts.waiting;
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
    return this.#underWay.size > 0 || !this.alarms.backoffs.isEmpty || this.firstReady() !== undefined;
  }

  /** Whether something a step needs failed, was cancelled, or was skipped because of that. */
  isSpoiled(place: number): boolean {
    return this.#spoiled[place] === 1;
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

  /** The ready step that should start first. */
  firstReady(): number | undefined {
    for (;;) {
      const place = this.#ready.first();
      if (place === undefined || this.#step(place).state.kind === 'ready') return place;
      this.#ready.shift(); // F3
    }
  }

  /** Whether the rule of readers and writers lets a step start beside what runs. */
  mayStart(place: number): boolean {
    if (this.#lacking !== null) this.#settleCompany(place);
    return this.#counts.busyAlone === 0 && (this.#alone[place] === 0 || this.#underWay.size === 0);
  }

  /** The next step of these scopes that is neither done, nor in flight, nor spared. Each step is passed once. */
  nextIdle(kinds: readonly ScopeKind[], isSpared: (place: number) => boolean): number | undefined {
    for (const count of this.#scopes) {
      if (!kinds.includes(count.scope.kind)) continue;
      const place = count.nextOf((at) => {
        const { kind } = this.#step(at).state;
        return !isStepDone(kind) && !isInFlight(kind) && !isSpared(at);
      });
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** Tells the frontier that the step at `place` has moved on from `before`. */
  moved(place: number, before: StepKind): void {
    const after = this.#step(place).state.kind;
    if (before === after) return;
    if (isInFlight(before) && isInFlight(after)) return;
    if (isInFlight(before)) this.#occupy(place, -1);
    if (before === 'backoff') this.alarms.backoffs.put(place, null);
    if (before === 'waiting') {
      this.#counts.waiting -= 1;
      this.alarms.parked.put(place, null);
    }
    this.#enter(place, true);
    this.tidiness.moved(place);
  }

  /** What must be refreshed before a step may start, in the order of needs. */
  lacksBefore(place: number): readonly Lack[] {
    return this.#lacking?.before(place) ?? [];
  }

  /**
   * Tells the frontier that a step has been refreshed, begins anew, or has ended without success: the one that waited for it
   * goes on beside others, where it may.
   */
  remade(place: number): void {
    this.#lacking?.restored(place);
    if (this.#aloneAt === null) return;
    this.#settleCompany(this.#aloneAt);
    if (this.#alone[this.#aloneAt] === 1) return;
    this.#counts.busyAlone -= 1;
    this.#aloneAt = null;
  }

  #enter(place: number, offers: boolean): void {
    const { state } = this.#step(place);
    if (state.kind === 'ready') {
      this.#settleCompany(place);
      this.#ready.push(place);
    } else if (isInFlight(state.kind)) this.#occupy(place, 1);
    else if (state.kind === 'backoff') this.alarms.backoffs.put(place, state.wakeAt);
    else if (state.kind === 'waiting') {
      this.#counts.waiting += 1;
      this.alarms.parked.put(place, state.wait.until ?? null);
    } else if (isStepDone(state.kind)) this.#finish(place, offers);
  }

  #settleCompany(place: number): void {
    const { recovery } = this.#step(place);
    const isAlone =
      this.#exclusive[place] === 1 ||
      recovery.fix !== null ||
      isSuspect(recovery) ||
      (this.#lacking !== null && this.#lacking.before(place).length > 0);
    this.#alone[place] = isAlone ? 1 : 0;
  }

  #finish(place: number, offers: boolean): void {
    const count = this.#countOf(place);
    const spoils = this.#isHardEnd(place);
    count.finish(spoils && this.#step(place).state.kind === 'failed');
    const { offsets, targets } = this.#run.plan.dependents;
    const end = offsets[place + 1] ?? 0;
    for (let edge = offsets[place] ?? 0; edge < end; edge++) {
      const dependent = targets[edge] ?? 0;
      this.#unmet[dependent] = (this.#unmet[dependent] ?? 0) - 1;
      if (spoils) this.#spoiled[dependent] = 1;
      if (offers) this.#offer(dependent);
    }
    if (!offers || count.scope.kind !== 'main' || !count.isOver) return;
    for (const { scope } of this.#scopes)
      if (scope.kind === 'finally') for (let at = scope.first; at < scope.end; at++) this.#offer(at);
  }

  #offer(place: number): void {
    if (this.#unmet[place] !== 0 || this.#step(place).state.kind !== 'blocked') return;
    if (this.#countOf(place).scope.kind !== 'finally' || this.isFinallyOpen) this.#undecided.push(place); // F2
  }

  #isOver(kind: ScopeKind): boolean {
    for (const count of this.#scopes) if (count.scope.kind === kind) return count.isOver;
    return true;
  }

  #countOf(place: number): ScopeCount {
    for (const count of this.#scopes) if (place < count.scope.end) return count;
    throw new Error(`invariant: no scope holds the place ${place}`);
  }

  #isHardEnd(place: number): boolean {
    const { state } = this.#step(place);
    if (state.kind === 'failed') return !state.isForgiven;
    return state.kind === 'cancelled' || (state.kind === 'skipped' && state.reason === 'upstream');
  }

  #occupy(place: number, by: 1 | -1): void {
    if (by === 1) this.#underWay.add(place);
    else this.#underWay.delete(place);
    if (this.#alone[place] !== 1) return;
    this.#counts.busyAlone += by;
    this.#aloneAt = by === 1 ? place : null;
  }

  #step(place: number): StepRun {
    const step = this.#run.steps[place];
    invariant(step !== undefined, `no step at ${place}`);
    return step;
  }
}

const degree = (offsets: Uint32Array, place: number): number => (offsets[place + 1] ?? 0) - (offsets[place] ?? 0);
