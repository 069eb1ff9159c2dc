import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocked, bucketsOf, settled, take, type TokenBucket } from '../../../../adapters/llm/token-bucket.ts';
import type { RateLimit } from '../../../../core/model.ts';

const limit = (given: Partial<RateLimit>): RateLimit => ({
  requests: null,
  tokens: null,
  windowMs: 60_000,
  burst: null,
  ...given,
});

const requestsOf = (given: Partial<RateLimit>): TokenBucket => {
  const { requests } = bucketsOf(limit(given), 0);
  if (requests === null) throw new Error('requests are limited');
  return requests;
};

/** Takes one, so often, all at the moment 0; gives the last wait. */
const lastWait = (first: TokenBucket, times: number): number => {
  let bucket = first;
  let wait = 0;
  for (let at = 0; at < times; at += 1) {
    const taken = take([{ bucket, need: 1 }], 0);
    [bucket = bucket] = taken.buckets;
    wait = taken.waitMs;
  }
  return wait;
};

describe('a bucket', () => {
  test.each([
    ['60 a minute: the 60th goes', { requests: 60 }, 60, 0],
    ['60 a minute: the 61st waits a second', { requests: 60 }, 61, 1_000],
    ['10 a minute, 20 at once: the 20th goes', { requests: 10, burst: 20 }, 20, 0],
    ['10 a minute, 20 at once: the 21st waits six seconds', { requests: 10, burst: 20 }, 21, 6_000],
  ])('%s', (_, given, times, wait) => {
    expect(lastWait(requestsOf(given), times)).toBe(wait);
  });

  test('gives what is larger than itself once it is full', () => {
    const { tokens } = bucketsOf(limit({ tokens: 100 }), 0);
    if (tokens === null) throw new Error('tokens are limited');
    const [spent = tokens] = take([{ bucket: tokens, need: 100 }], 0).buckets;
    expect(take([{ bucket: spent, need: 1_000 }], 0).waitMs).toBe(60_000);
    expect(take([{ bucket: spent, need: 1_000 }], 60_000).waitMs).toBe(0);
  });

  test('that is blocked gives nothing before then, however full it is', () => {
    const bucket = blocked(requestsOf({ requests: 60 }), 5_000);
    expect(take([{ bucket, need: 1 }], 1_000).waitMs).toBe(4_000);
    expect(take([{ bucket, need: 1 }], 5_000).waitMs).toBe(0);
  });

  test('takes back what was not used, and no more than it holds', () => {
    const [spent] = take([{ bucket: requestsOf({ requests: 60 }), need: 50 }], 0).buckets;
    expect(spent === undefined ? null : settled(spent, 20).level).toBe(30);
    expect(spent === undefined ? null : settled(spent, 1_000).level).toBe(60);
  });
});

test('all that is wanted is taken, or nothing', () => {
  const rich = requestsOf({ requests: 60 });
  const [poor = rich] = take([{ bucket: requestsOf({ requests: 1 }), need: 1 }], 0).buckets;
  const { waitMs, buckets } = take(
    [
      { bucket: rich, need: 1 },
      { bucket: poor, need: 1 },
    ],
    0,
  );
  expect(waitMs).toBe(60_000);
  expect(buckets.map(({ level }) => level)).toEqual([60, 0]);
});

test('no window sees more than the bucket held and what came back in it', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), gaps, (requests, burst, waits) => {
      let bucket = requestsOf({ requests, burst, windowMs: 10_000 });
      let now = 0;
      let taken = 0;
      for (const wait of waits) {
        now += wait;
        const { waitMs, buckets } = take([{ bucket, need: 1 }], now);
        [bucket = bucket] = buckets;
        if (waitMs === 0) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(burst + (now / 10_000) * requests + 1e-6);
    }),
  );
});
