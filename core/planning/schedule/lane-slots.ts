/**
 * Which lanes may open: so many at once as there are worktrees for, and of those that may change the same file, or
 * have the same mutex, one. Kept up to
 * date event by event.
 *
 *   S1. Lanes are counted where they fork from: one that is inside of another never waits for what the other holds.
 *   S2. One that is tried again keeps its slot.
 */
import { areDisjoint } from '../../file-scope.ts';
import { isLane, laneAt } from '../../lane.ts';
import type { LaneSettings } from '../../lane-settings.ts';
import type { Run } from '../../run.ts';
import { stepAt } from './at-place.ts';

/** By the place of the lane around, null where there is none: who has a slot, and who waits for one. */
type Room = { readonly taken: Set<number>; held: number[] };

const areApart = (one: LaneSettings, other: LaneSettings | undefined): boolean =>
  other === undefined ||
  ((one.mutex === undefined || one.mutex !== other.mutex) && areDisjoint({ only: one.files }, { only: other.files }));

export class LaneSlots {
  readonly #run: Run;
  readonly #most: number;
  readonly #rooms = new Map<number | null, Room>();

  constructor(run: Run, concurrency: number) {
    this.#run = run;
    this.#most = run.plan.workstream.lanes?.max ?? concurrency;
  }

  /** Takes note of a lane that has its slot. */
  meet(place: number): void {
    if (isLane(stepAt(this.#run, place))) this.#roomOf(place).taken.add(place);
  }

  /** Whether a step may begin now; else it waits for its turn. What is no lane may. */
  admits(place: number): boolean {
    if (!isLane(stepAt(this.#run, place))) return true;
    const room = this.#roomOf(place);
    if (!this.#hasRoom(place, room)) {
      room.held.push(place);
      return false;
    }
    room.taken.add(place);
    return true;
  }

  /** Takes note that a step has ended. Gives those that may be asked for again. */
  ended(place: number): readonly number[] {
    if (!isLane(stepAt(this.#run, place))) return [];
    const room = this.#roomOf(place);
    room.taken.delete(place);
    const { held } = room;
    room.held = [];
    const { priority } = this.#run.plan;
    return held.toSorted((one, other) => (priority[other] ?? 0) - (priority[one] ?? 0) || one - other);
  }

  #hasRoom(place: number, { taken }: Room): boolean {
    if (taken.size >= this.#most) return false;
    const own = this.#laneAt(place);
    return own === undefined || [...taken].every((other) => areApart(own, this.#laneAt(other)));
  }

  #laneAt(place: number): LaneSettings | undefined {
    const { body } = stepAt(this.#run, place);
    return body?.kind === 'group' ? body.lane : undefined;
  }

  #roomOf(place: number): Room {
    const around = laneAt(this.#run.plan, place);
    const room = this.#rooms.get(around) ?? { taken: new Set<number>(), held: [] };
    this.#rooms.set(around, room);
    return room;
  }
}
