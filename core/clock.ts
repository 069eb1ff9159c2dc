import type { Instant } from './id.ts';

/** Time. Within one process it never goes back, whatever happens to the wall clock. */
export interface Clock {
  now(): Instant;
  /** Resolves at `at`, or earlier when `signal` aborts; never rejects. */
  sleepUntil(at: Instant, signal: AbortSignal): Promise<void>;
}

/** Randomness and identity, so that a test can say what they are. */
export interface Chance {
  /** A number in [0, 1). */
  fraction(): number;
  /** A fresh id: ten characters of lower-case letters and digits that starts with a letter. */
  id(): string;
}
