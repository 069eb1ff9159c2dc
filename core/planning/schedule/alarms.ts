/** Steps that the clock alone lets go on. */
import type { Instant } from '../../id.ts';
import { Sleepers } from './sleepers.ts';

const earliest = (...times: readonly (Instant | null)[]): Instant | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null);

export class Alarms {
  /** Those that are tried again: the run is moving while one is left. */
  readonly backoffs: Sleepers = new Sleepers();
  /** Those that wait for an answer, and go on without one when their time has come: nobody is held up by them. */
  readonly parked: Sleepers = new Sleepers();
  /** Open composites, and when their time is over. */
  readonly deadlines: Sleepers = new Sleepers();

  /** When the first of them goes on; null where none does. */
  next(): Instant | null {
    return earliest(this.backoffs.next(), this.nextOfWaiting());
  }

  /** When a run in which all wait for somebody goes on all the same; null where it does not. */
  nextOfWaiting(): Instant | null {
    return earliest(this.parked.next(), this.deadlines.next());
  }

  /** One that may go on at `now`. */
  due(now: Instant): number | undefined {
    return this.backoffs.due(now) ?? this.parked.due(now);
  }
}
