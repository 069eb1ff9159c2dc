/** Whether another try with the same tool is forgiven, and whether it could lead anywhere. */
import type { KnownFailure } from './known-failure.ts';
import { findStop } from './oscillation.ts';

/** Why retrying leads nowhere; null where it may help. What goes away by itself may come as often as it likes. */
export const deadEnd = ({ at, step, now, hope, signature, settings }: KnownFailure): string | null => {
  if (hope === 'transient') return null;
  const fresh = at.recovery.sightings.filter((sighting) => now - sighting.at < settings.signatureTtlMs);
  const limit = step.retry.repeats ?? settings.repeats;
  const stop = findStop([...fresh.map((sighting) => sighting.signature), signature], limit);
  if (stop === null) return null;
  return stop.kind === 'repeated' ? `${stop.reason} (retry.repeats allows more)` : stop.reason;
};

/** Why the limit does not forgive this failure; null where it does. */
export const unforgiven = ({ step, at, code, hope, retryAt }: KnownFailure): string | null => {
  const { limit, on } = step.retry;
  const isNamed = on?.includes(code) === true;
  const isBackSoon = code === 'quota-exceeded' && retryAt !== null;
  if (!isNamed && !isBackSoon && (hope === 'hopeless' || hope === 'elsewhere'))
    return `${code}: another try meets the same`;
  if (on !== null && !isNamed) return `${code} is not among retry.on`;
  if (at.recovery.spent >= limit)
    return limit === 0
      ? 'no failure is forgiven (retry.limit is 0)'
      : `failed ${limit + 1} times, retry.limit is ${limit}`;
  return null;
};
