/**
 * Token buckets, over any unit: what is taken comes back with time, up to what the bucket holds.
 * Pure: the time is an argument, in milliseconds of a clock that does not go back.
 */
import type { RateLimit } from '../../core/model.ts';

/** `rate` comes back within `windowMs`; `level` was there at `atMs`; nobody takes before `blockedUntilMs`. */
export type TokenBucket = {
  readonly rate: number;
  readonly windowMs: number;
  readonly capacity: number;
  readonly level: number;
  readonly atMs: number;
  readonly blockedUntilMs: number;
};

/** A wish: so much of one bucket. */
export type Want = { readonly bucket: TokenBucket; readonly need: number };

const fullBucket = (rate: number, windowMs: number, capacity: number, nowMs: number): TokenBucket => ({
  ...{ rate, windowMs, capacity },
  ...{ level: capacity, atMs: nowMs, blockedUntilMs: nowMs },
});

/** The buckets that a limit asks for, full; null for what it does not limit. */
export const bucketsOf = (
  { requests, tokens, windowMs, burst }: RateLimit,
  nowMs: number,
): { readonly requests: TokenBucket | null; readonly tokens: TokenBucket | null } => ({
  requests: requests === null ? null : fullBucket(requests, windowMs, burst ?? requests, nowMs),
  tokens: tokens === null ? null : fullBucket(tokens, windowMs, tokens, nowMs),
});

const refilled = (bucket: TokenBucket, nowMs: number): TokenBucket => {
  const passed = Math.max(0, nowMs - bucket.atMs);
  const level = Math.min(bucket.capacity, bucket.level + (passed / bucket.windowMs) * bucket.rate);
  return { ...bucket, level, atMs: Math.max(bucket.atMs, nowMs) };
};

/** How long until a bucket has what is wanted. What is larger than a bucket waits until that is full, not for ever. */
const waitMs = ({ bucket, need }: Want, nowMs: number): number => {
  const missing = Math.min(need, bucket.capacity) - bucket.level;
  // What a sum of fractions is off by is no millisecond.
  const filling = missing <= 0 ? 0 : Math.ceil((missing / bucket.rate) * bucket.windowMs - 1e-6);
  return Math.max(filling, bucket.blockedUntilMs - nowMs, 0);
};

/** All that is wanted is taken, or nothing of it: then `waitMs` is how long to wait before asking again. */
export const take = (
  wants: readonly Want[],
  nowMs: number,
): { readonly waitMs: number; readonly buckets: readonly TokenBucket[] } => {
  const full = wants.map(({ bucket, need }) => ({ bucket: refilled(bucket, nowMs), need }));
  const wait = Math.max(0, ...full.map((want) => waitMs(want, nowMs)));
  const taken = wait > 0 ? 0 : 1;
  return { waitMs: wait, buckets: full.map(({ bucket, need }) => ({ ...bucket, level: bucket.level - taken * need })) };
};

/** Gives back what was taken and not used; less than 0 where more was used. */
export const settled = (bucket: TokenBucket, unused: number): TokenBucket => ({
  ...bucket,
  level: Math.min(bucket.capacity, bucket.level + unused),
});

/** Lets nobody take before `untilMs`. */
export const blocked = (bucket: TokenBucket, untilMs: number): TokenBucket => ({
  ...bucket,
  blockedUntilMs: Math.max(bucket.blockedUntilMs, untilMs),
});
