/** Steps that the clock alone lets go on. */
import type { Instant } from '../../id.ts';
import { Sleepers } from './sleepers.ts';

export class Alarms {
  /** Those that are tried again: the run is moving while one is left. */
  readonly backoffs: Sleepers = new Sleepers();
  /** Those that wait for an answer, and go on without one when their time has come: nobody is held up by them. */
  readonly parked: Sleepers = new Sleepers();

  /** When the first of them goes on; null where none does. */
  next(): Instant | null {
    const [backoff, parked] = [this.backoffs.next(), this.parked.next()];
    return backoff === null || (parked !== null && parked < backoff) ? parked : backoff;
  }

  /** One that may go on at `now`. */
  due(now: Instant): number | undefined {
    return this.backoffs.due(now) ?? this.parked.due(now);
  }
}
