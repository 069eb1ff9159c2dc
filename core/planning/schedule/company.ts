/**
 * Who may be at work beside whom: readers and writers share a worktree, and some work alone there; who is in a lane is beside
 * nobody who is not. Kept up to date event by event.
 */
import { laneAt } from '../../lane.ts';
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

/** Of one worktree. `aloneAt`: the step under way that is alone. */
type Room = { busy: number; busyAlone: number; aloneAt: number | null };

export class Company {
  readonly #run: Run;
  readonly #accessOf: (step: Step) => Access;
  readonly #concurrency: number;
  readonly #lacking: Lacking | null;
  /** Whose access asks for it; who begins with a fix or a refresh, or is suspected (poison.ts), is alone whatever its access. */
  #exclusive: Uint8Array = new Uint8Array();
  #alone: Uint8Array = new Uint8Array();
  readonly #underWay = new Set<number>();
  /** By the place of the lane; null: the worktree of the run. */
  readonly #rooms = new Map<number | null, Room>();

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

  /** Whether any of them works in a lane. */
  get isAnyInLane(): boolean {
    for (const [lane, { busy }] of this.#rooms) if (lane !== null && busy > 0) return true;
    return false;
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
    const { busy, busyAlone } = this.#roomOf(place);
    return busyAlone === 0 && (this.#alone[place] === 0 || busy === 0);
  }

  begin(place: number): void {
    this.#underWay.add(place);
    const room = this.#roomOf(place);
    room.busy += 1;
    if (this.#alone[place] !== 1) return;
    room.busyAlone += 1;
    room.aloneAt = place;
  }

  end(place: number): void {
    this.#underWay.delete(place);
    const room = this.#roomOf(place);
    room.busy -= 1;
    if (this.#alone[place] !== 1) return;
    room.busyAlone -= 1;
    room.aloneAt = null;
  }

  #roomOf(place: number): Room {
    const lane = laneAt(this.#run.plan, place);
    const room = this.#rooms.get(lane) ?? { busy: 0, busyAlone: 0, aloneAt: null };
    this.#rooms.set(lane, room);
    return room;
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
    const room = this.#roomOf(place);
    if (room.aloneAt === null) return;
    this.settle(room.aloneAt);
    if (this.#alone[room.aloneAt] === 1) return;
    room.busyAlone -= 1;
    room.aloneAt = null;
  }
}
