/** Why a rule of the policy applies to a failure; each gives null where it does not. */
import { unforgiven } from './forgiven.ts';
import { isFarAway, timeText } from './far-away.ts';
import type { KnownFailure } from './known-failure.ts';
import type { Rule } from './rule.ts';
import { isLessThanError } from '../verdict/severity.ts';

type When = Rule['when'];

/** How often a step comes back when it is asked to, before that counts as failing. */
const PATIENCE = 20;

/** How long a step waits for whoever asks it to come back later while there is another to ask. */
const LONG_WAIT_MS = 300_000;

/** Whether the step has one more alternative. */
const hasAlternative = ({ step, at }: KnownFailure): boolean => at.recovery.alternative < step.fallback.length;

/** Whether its last try, with the same command, has brought back the very same failure. */
const hasJustFailed = ({ at, signature }: KnownFailure, argv: readonly string[]): boolean => {
  const tried = at.recovery.fix?.fix ?? null;
  const isTried = tried !== null && JSON.stringify(tried.argv) === JSON.stringify(argv);
  return isTried && at.recovery.sightings.at(-1)?.signature === signature;
};

/** The retries that have been asked for, as far as they were for this failure. */
const timesAskedBack = ({ at, signature }: KnownFailure): number =>
  at.recovery.sightings.filter((sighting) => sighting.signature === signature).length;

export const openBreaker: When = ({ failed: { failure } }) =>
  failure.code === 'breaker-open' ? `the breaker ${failure.breaker} is open` : null;

export const critical: When = ({ severity, code }) =>
  severity === 'critical' ? `${code} is critical: nothing is tried` : null;

export const noError: When = ({ severity, hope }) =>
  isLessThanError(severity) && hope !== 'transient' ? `its severity is ${severity}` : null;

export const freshFix: When = (known) => {
  const fix = known.failed.diagnosis?.fix ?? null;
  if (fix === null || known.at.recovery.fixes >= known.step.fixes || hasJustFailed(known, fix.argv)) return null;
  return `${known.failed.diagnosis?.plugin ?? 'a plugin'} offers: ${fix.title}`;
};

export const awayForLong: When = (known) => {
  const { retryAt, now, hope, code } = known;
  if (retryAt === null || retryAt - now <= LONG_WAIT_MS || hope === 'hopeless' || !hasAlternative(known)) return null;
  return `${code}: asked to come back in ${Math.ceil((retryAt - now) / 60_000)} minutes, too long to wait`;
};

export const farAway: When = ({ retryAt, now, code, settings }) => {
  const isLimit = code === 'rate-limited' || code === 'quota-exceeded' || code === 'unavailable';
  if (!isLimit || retryAt === null || !isFarAway(retryAt, now, settings)) return null;
  return `${code} until ${timeText(retryAt)}, which is too long to wait for`;
};

export const askedBack: When = (known) =>
  (known.code === 'rate-limited' || known.code === 'quota-exceeded') &&
  known.retryAt !== null &&
  timesAskedBack(known) < PATIENCE
    ? 'asked to come back later, which costs no failure'
    : null;

export const retriesLeft: When = (known) =>
  unforgiven(known) === null
    ? `${known.code}, failure ${known.at.recovery.spent + 1} of ${known.step.retry.limit + 1}`
    : null;

export const otherTool: When = (known) =>
  known.hope !== 'hopeless' && hasAlternative(known) ? unforgiven(known) : null;

export const nothingHelps: When = (known) => unforgiven(known) ?? 'nothing helps';
