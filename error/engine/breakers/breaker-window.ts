/** The rolling window of a circuit breaker: what ended lately, in ten slices. */
import { instant, type Instant } from '../../../core/id.ts';
import type { BreakerTally } from '../../../core/state/breaker-row.ts';

const SLICES = 10;

/** Clocks of two processes are never further apart than this, unless one was put back. */
export const CLOCK_SKEW_MS = 60_000;

export type BreakerCounts = { readonly failures: number; readonly successes: number };

const sliceMs = (windowMs: number): number => Math.max(1, Math.floor(windowMs / SLICES));

/** The slices that still count. Those that begin long after `now` are of a clock that was put back since. */
export const withinWindow = (
  tallies: readonly BreakerTally[],
  windowMs: number,
  now: Instant,
): readonly BreakerTally[] => tallies.filter(({ from }) => from > now - windowMs && from <= now + CLOCK_SKEW_MS);

/** All slices together. */
export const countsOf = (tallies: readonly BreakerTally[]): BreakerCounts => ({
  failures: tallies.reduce((sum, tally) => sum + tally.failures, 0),
  successes: tallies.reduce((sum, tally) => sum + tally.successes, 0),
});

/** Those that still count, with `added` in the slice of `now`. About ten of them, whatever happens. */
export const addToWindow = (
  tallies: readonly BreakerTally[],
  added: BreakerCounts,
  windowMs: number,
  now: Instant,
): readonly BreakerTally[] => {
  const from = instant(now - (now % sliceMs(windowMs)));
  const kept = withinWindow(tallies, windowMs, now);
  const same = kept.find((tally) => tally.from === from) ?? { from, failures: 0, successes: 0 };
  const grown = { from, failures: same.failures + added.failures, successes: same.successes + added.successes };
  return [...kept.filter((tally) => tally.from !== from), grown].sort((one, other) => one.from - other.from);
};
