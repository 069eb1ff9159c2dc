import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '../../../error/engine/policy/backoff.ts';

const backoff = fc.record({
  initialMs: fc.integer({ min: 0, max: 100_000 }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  maxMs: fc.integer({ min: 0, max: 1_000_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('a wait is never above the ceiling and never further than the jitter from the plain wait', () => {
  fc.assert(
    fc.property(
      backoff,
      fc.nat(40),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (given, failures, fraction) => {
        const wait = backoffMs(given, failures, { fraction: () => fraction });
        const plain = Math.min(given.maxMs, given.initialMs * given.factor ** failures);
        expect(wait).toBeLessThanOrEqual(given.maxMs);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(plain * (1 - given.jitter)));
        expect(wait).toBeLessThanOrEqual(Math.ceil(plain * (1 + given.jitter)));
      },
    ),
  );
});

test('without jitter each wait is the one before times the factor', () => {
  const plain = { initialMs: 100, factor: 3, maxMs: 1_000_000, jitter: 0 };
  expect([0, 1, 2, 3].map((failures) => backoffMs(plain, failures, { fraction: () => 0.5 }))).toEqual([
    100, 300, 900, 2700,
  ]);
});
