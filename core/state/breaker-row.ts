/** A circuit breaker as it is kept between calls, and what has to keep it. */
import type { Instant } from '../id.ts';
import type { Result } from '../result.ts';

/** How calls that ended within one slice of the window came out. */
export type BreakerTally = { readonly from: Instant; readonly failures: number; readonly successes: number };

/** CLOSED ─▶ OPEN ─▶ HALF_OPEN ─▶ CLOSED │ OPEN; `reopensAt` is when a call may be tried, `openedAt` when it last opened. */
export type BreakerStanding =
  | { readonly state: 'CLOSED' }
  | { readonly state: 'OPEN' | 'HALF_OPEN'; readonly openedAt: Instant; readonly reopensAt: Instant };

export type BreakerRow = {
  readonly name: string;
  /** How often it was written; 0 where it is not kept yet. */
  readonly version: number;
  /** How often its state has changed. */
  readonly turn: number;
  readonly standing: BreakerStanding;
  /** Oldest first; only slices in which something ended. */
  readonly tallies: readonly BreakerTally[];
};

/** Where the breakers are kept. An error is why they cannot be, as a sentence; expected of any disk. */
export interface BreakerRows extends AsyncDisposable {
  /** A row for each name, in the same order. */
  read(names: readonly string[]): Promise<Result<readonly BreakerRow[], string>>;
  /** All that are kept, by name. */
  all(): Promise<Result<readonly BreakerRow[], string>>;
  /** Writes all of `rows`, or, where one was written since it was read (it has another version), none: false. */
  replace(rows: readonly BreakerRow[]): Promise<Result<boolean, string>>;
  /** The right to be the one call through a half-open breaker; null where another holds it. Ends with its holder. */
  lock(name: string): Promise<Result<AsyncDisposable | null, string>>;
  /** Another text whenever something may have been written, by whichever process. Cheap. */
  revision(): string;
}
