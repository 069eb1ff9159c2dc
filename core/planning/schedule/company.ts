/**
 * Who may be at work beside whom: readers and writers share a worktree, and some work alone there. Kept up to date event
 * by event.
 */
import type { Run, StepRun } from '../../run.ts';
import { stepRunAt } from './at-place.ts';
import { isSuspect } from '../../state/poison.ts';
import { roomy } from '../../state/rows.ts';
import type { Access, Step } from '../../workstream.ts';
import type { Lack, Lacking } from './lacking.ts';

export type CompanyParts = {
  /** What a step may do to the worktree, its tool's default included. */
  readonly accessOf: (step: Step) => Access;
  /** How many may be at work at once. */
  readonly concurrency: number;
  /** What must be refreshed before a step begins; null where nothing must. */
  readonly lacking?: Lacking | null;
};

export class Company {
  readonly #run: Run;
  readonly #accessOf: (step: Step) => Access;
  readonly #concurrency: number;
  readonly #lacking: Lacking | null;
  /** Whose access asks for it; who begins with a fix or a refresh, or is suspected (poison.ts), is alone whatever its access. */
  #exclusive: Uint8Array = new Uint8Array();
  #alone: Uint8Array = new Uint8Array();
  readonly #underWay = new Set<number>();
  #busyAlone = 0;
  /** The step under way that is alone. */
  #aloneAt: number | null = null;

  constructor(run: Run, { accessOf, concurrency, lacking = null }: CompanyParts) {
    this.#run = run;
    this.#accessOf = accessOf;
    this.#concurrency = concurrency;
    this.#lacking = lacking;
  }

  /** The places of the steps whose attempts are under way. */
  get underWay(): ReadonlySet<number> {
    return this.#underWay;
  }

  /** Whether no step may begin beside those under way. */
  get isFull(): boolean {
    return this.#underWay.size >= this.#concurrency;
  }

  /** Makes room for so many places. */
  widen(size: number): void {
    this.#exclusive = roomy(this.#exclusive, size);
    this.#alone = roomy(this.#alone, size);
  }

  /** Takes in the step at a place. */
  meet(place: number): void {
    const step = this.#run.plan.steps[place];
    this.#exclusive[place] = step !== undefined && this.#accessOf(step) === 'exclusive' ? 1 : 0;
    this.settle(place);
  }

  /** Works out whether the step at a place, as it stands now, is to work alone. */
  settle(place: number): void {
    const { recovery }: StepRun = stepRunAt(this.#run, place);
    const isAlone =
      this.#exclusive[place] === 1 ||
      recovery.fix !== null ||
      isSuspect(recovery) ||
      (this.#lacking !== null && this.#lacking.before(place).length > 0);
    this.#alone[place] = isAlone ? 1 : 0;
  }

  /** Whether the rule of readers and writers lets a step start beside what runs. */
  mayStart(place: number): boolean {
    if (this.#lacking !== null) this.settle(place);
    return this.#busyAlone === 0 && (this.#alone[place] === 0 || this.#underWay.size === 0);
  }

  begin(place: number): void {
    this.#underWay.add(place);
    if (this.#alone[place] !== 1) return;
    this.#busyAlone += 1;
    this.#aloneAt = place;
  }

  end(place: number): void {
    this.#underWay.delete(place);
    if (this.#alone[place] !== 1) return;
    this.#busyAlone -= 1;
    this.#aloneAt = null;
  }

  /** What must be refreshed before a step may start, in the order of needs. */
  lacksBefore(place: number): readonly Lack[] {
    return this.#lacking?.before(place) ?? [];
  }

  /**
   * Takes note that a step has been refreshed, begins anew, or has ended without success: the one that waited for it goes
   * on beside others, where it may.
   */
  remade(place: number): void {
    this.#lacking?.restored(place);
    if (this.#aloneAt === null) return;
    this.settle(this.#aloneAt);
    if (this.#alone[this.#aloneAt] === 1) return;
    this.#busyAlone -= 1;
    this.#aloneAt = null;
  }
}
