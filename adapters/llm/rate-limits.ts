/** Limits of providers and callers: who has to wait, and for how long. */
import type { Clock } from '../../core/clock.ts';
import { instant } from '../../core/id.ts';
import type { RateLimit } from '../../core/model.ts';
import { blocked, bucketsOf, settled, take, type TokenBucket, type Want } from './token-bucket.ts';

/** So much of the limit that has this name. */
export type Claim = { readonly name: string; readonly limit: RateLimit; readonly tokens: number };

/** The buckets there are. A change is made of how they stand, by one process at a time. */
export interface BucketRows {
  /** Gives the buckets of these names to `change`, null where there is none yet, and keeps those that it gives back. */
  change<T>(
    names: readonly string[],
    change: (buckets: readonly (TokenBucket | null)[]) => {
      readonly buckets: readonly TokenBucket[];
      readonly gives: T;
    },
  ): Promise<T>;
}

export interface RateLimits {
  /** Waits until all claims fit at once, and takes them; false where `signal` aborted before. */
  acquire(claims: readonly Claim[], signal: AbortSignal): Promise<boolean>;
  /** Gives back what was claimed and not used; less than 0 where it was more. */
  settle(claims: readonly Claim[], unusedTokens: number): Promise<void>;
  /** Lets nobody call the one of this name before then, in any process. */
  block(claim: Claim, untilMs: number): Promise<void>;
}

type Part = { readonly name: string; readonly fresh: TokenBucket; readonly need: number; readonly isTokens: boolean };

const partsOf = (claims: readonly Claim[], nowMs: number): readonly Part[] =>
  claims.flatMap(({ name, limit, tokens }) => {
    const fresh = bucketsOf(limit, nowMs);
    return [
      ...(fresh.requests === null
        ? []
        : [{ name: `${name} requests`, fresh: fresh.requests, need: 1, isTokens: false }]),
      ...(fresh.tokens === null ? [] : [{ name: `${name} tokens`, fresh: fresh.tokens, need: tokens, isTokens: true }]),
    ];
  });

/** As it stands, under the limit that is configured now. */
const standing = (kept: TokenBucket | null | undefined, { fresh }: Part): TokenBucket =>
  kept === null || kept === undefined
    ? fresh
    : { ...fresh, level: Math.min(kept.level, fresh.capacity), atMs: kept.atMs, blockedUntilMs: kept.blockedUntilMs };

/** Buckets in this process alone. */
export const bucketsInMemory = (): BucketRows => {
  const kept = new Map<string, TokenBucket>();
  return {
    change: async (names, change) => {
      const { buckets, gives } = change(names.map((name) => kept.get(name) ?? null));
      for (const [at, bucket] of buckets.entries()) kept.set(names[at] ?? '', bucket);
      return gives;
    },
  };
};

/** Makes the limits over the buckets that are kept somewhere. */
export const createRateLimits = (rows: BucketRows, clock: Clock): RateLimits => {
  const changeAll = async (parts: readonly Part[], change: (bucket: TokenBucket, part: Part) => TokenBucket) =>
    await rows.change(
      parts.map(({ name }) => name),
      (kept) => ({ buckets: parts.map((part, at) => change(standing(kept[at], part), part)), gives: null }),
    );
  return {
    acquire: async (claims, signal) => {
      while (!signal.aborted) {
        const nowMs = clock.now();
        const parts = partsOf(claims, nowMs);
        const waitMs = await rows.change(
          parts.map(({ name }) => name),
          (kept) => {
            const wants: readonly Want[] = parts.map((part, at) => ({
              bucket: standing(kept[at], part),
              need: part.need,
            }));
            const taken = take(wants, nowMs);
            return { buckets: taken.buckets, gives: taken.waitMs };
          },
        );
        if (waitMs === 0) return true;
        await clock.sleepUntil(instant(nowMs + waitMs), signal);
      }
      return false;
    },
    settle: async (claims, unused) => {
      const parts = partsOf(claims, clock.now()).filter(({ isTokens }) => isTokens);
      if (parts.length > 0) await changeAll(parts, (bucket) => settled(bucket, unused));
    },
    block: async (claim, untilMs) => {
      const parts = partsOf([claim], clock.now()).filter(({ isTokens }) => !isTokens);
      if (parts.length > 0) await changeAll(parts, (bucket) => blocked(bucket, untilMs));
    },
  };
};
