/** What a verdict makes of a circuit breaker. The one home of opossum, which counts and decides. */
import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import type { BreakerVerdict } from '../../../core/breakers.ts';
import { instant, type Instant } from '../../../core/id.ts';
import type { BreakerRow, BreakerStanding } from '../../../core/state/breaker-row.ts';
import type { BreakerSettings } from './breaker-settings.ts';
import { addToWindow, CLOCK_SKEW_MS, countsOf, withinWindow, type BreakerCounts } from './breaker-window.ts';

export type BreakerHearing = {
  readonly verdict: BreakerVerdict;
  /** Whether it is that of the one call that the half-open breaker let through. */
  readonly isProbe: boolean;
  readonly settings: BreakerSettings;
  readonly now: Instant;
};

/** Longer than any call of ours lives; opossum's own clock must never decide. */
const NEVER_MS = 2_147_483_647;

/** opossum opens above a percentage; we promise at it. */
const HAIR = 1e-9;

/** Whether a breaker that is not closed may be tried. One opened in the future was so by a clock put back since. */
export const isDue = (standing: Exclude<BreakerStanding, { state: 'CLOSED' }>, now: Instant): boolean =>
  now >= standing.reopensAt || now < standing.openedAt - CLOCK_SKEW_MS;

/** The row in another state. */
export const turned = (row: BreakerRow, standing: BreakerStanding): BreakerRow => ({
  ...row,
  standing,
  turn: row.turn + 1,
  // Who is let in again starts anew: what it did before it opened must not shut it at the next slip.
  tallies: standing.state === 'CLOSED' ? [] : row.tallies,
});

/** When a breaker that opens now may be tried; a moment that has passed already says no more than none. */
const reopening = (verdict: BreakerVerdict, { coolDownMs }: BreakerSettings, now: Instant): Instant => {
  const cooled = instant(now + coolDownMs);
  if (verdict.kind !== 'fails' || verdict.until === null || verdict.until <= now) return cooled;
  return verdict.isLasting || verdict.until > cooled ? verdict.until : cooled;
};

type Decision = { readonly isOpen: boolean; readonly added: BreakerCounts };

/** Lets a breaker of opossum, made for this one call, see how the call ended. */
const decide = async (before: BreakerCounts, isHalfOpen: boolean, hearing: BreakerHearing): Promise<Decision> => {
  const { settings, verdict } = hearing;
  const isLasting = verdict.kind === 'fails' && verdict.isLasting;
  const still = {
    rollingCountBuckets: 1,
    rollingCountTimeout: settings.windowMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    // Without somebody who turns the window it sets a timer to do so itself.
    rotateBucketController: new EventEmitter(),
  };
  const fires = before.failures + before.successes;
  const options = {
    ...still,
    timeout: false,
    resetTimeout: NEVER_MS,
    // It asks for so many calls; we promise so many failures.
    volumeThreshold: isLasting ? 0 : settings.failures + before.successes,
    errorThresholdPercentage: isLasting ? -1 : settings.percentage - HAIR,
    status: CircuitBreaker.newStatus({
      ...still,
      stats: { ...CircuitBreaker.newStatus(still).stats, ...before, fires },
    }),
    // Its types do not know of it; its manual does.
    state: { closed: !isHalfOpen, halfOpen: isHalfOpen },
  } as const;
  const breaker = new CircuitBreaker(async () => {
    if (verdict.kind === 'fails') throw new Error('it failed');
  }, options);
  await breaker.fire().catch(() => undefined);
  const { failures, successes } = breaker.stats;
  const isOpen = breaker.opened;
  breaker.shutdown();
  return { isOpen, added: { failures: failures - before.failures, successes: successes - before.successes } };
};

/** What those may still say who were let through before it opened: that it will take longer. */
const heardLate = (row: BreakerRow, { verdict }: BreakerHearing): BreakerRow | null => {
  const { standing } = row;
  if (standing.state !== 'OPEN' || verdict.kind !== 'fails' || !verdict.isLasting || verdict.until === null)
    return null;
  return verdict.until > standing.reopensAt ? { ...row, standing: { ...standing, reopensAt: verdict.until } } : null;
};

/** A probe that nothing is known of is given back: open, and the next call may be tried at once. */
const givenBack = (row: BreakerRow): BreakerRow | null =>
  row.standing.state === 'HALF_OPEN' ? turned(row, { ...row.standing, state: 'OPEN' }) : null;

/** The row after a verdict; null where it changes nothing. */
export const heard = async (row: BreakerRow, hearing: BreakerHearing): Promise<BreakerRow | null> => {
  const { verdict, isProbe, settings, now } = hearing;
  const isHalfOpen = row.standing.state === 'HALF_OPEN';
  if (row.standing.state !== 'CLOSED' && !(isHalfOpen && isProbe)) return heardLate(row, hearing);
  if (verdict.kind === 'unknown') return givenBack(row);
  const before = countsOf(withinWindow(row.tallies, settings.windowMs, now));
  const { isOpen, added } = await decide(before, isHalfOpen, hearing);
  const counted = { ...row, tallies: addToWindow(row.tallies, added, settings.windowMs, now) };
  if (isOpen) return turned(counted, { state: 'OPEN', openedAt: now, reopensAt: reopening(verdict, settings, now) });
  return isHalfOpen ? turned(counted, { state: 'CLOSED' }) : counted;
};
