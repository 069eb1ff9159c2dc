import { expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { findRetryWish, readDuration, readRetryAfter } from '../../../../../error/engine/verdict/retry-after.ts';

const NOW = instant(Date.parse('2026-03-01T12:00:00Z'));

test.each([
  ['20', 20_000],
  ['1.5', 1500],
  ['0', 0],
  ['6m0s', 360_000],
  ['1h2m3s', 3_723_000],
  ['250ms', 250],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['2026-03-01T12:01:00Z', 60_000],
  ['2026-03-01T11:00:00Z', 0],
  [String(Date.parse('2026-03-01T12:00:10Z') / 1000), 10_000],
])('Retry-After: %s is %i ms', (value, expectedMs) => {
  expect(readRetryAfter(value, NOW)).toEqual({ retryAfterMs: expectedMs, retryAt: NOW + expectedMs });
});

test.each(['', 'soon', '-', 'NaN', '99999999999999999999', '400d'])('Retry-After: %j says nothing', (value) => {
  expect(readRetryAfter(value, NOW)).toBeNull();
});

test.each([
  ['Please try again in 2s. Visit the page', 2000],
  ['Please retry after 30 seconds', 30_000],
  ['Please try again in 6m12.5s.', 372_500],
  ['"retryDelay": "34s"', 34_000],
  ['retry-after: 12', 12_000],
  ['Retry-After-Ms: 1500', 1500],
  ["  'retry-after': '7',", 7000],
  ['anthropic-ratelimit-requests-reset: 2026-03-01T12:00:05Z', 5000],
  ['x-ratelimit-reset-requests: 1s', 1000],
])('a log line says how long: %s', (line, expectedMs) => {
  expect(findRetryWish([line], 0, NOW)?.retryAfterMs).toBe(expectedMs);
});

test('the nearest wish counts, below before above', () => {
  expect(findRetryWish(['retry-after: 1', 'x', '429', 'x', 'retry-after: 2'], 2, NOW)?.retryAfterMs).toBe(2000);
});

test('a wish too far away does not count', () => {
  expect(findRetryWish(['429', ...Array.from({ length: 30 }, () => 'x'), 'retry-after: 2'], 0, NOW)).toBeNull();
});

test('a text without a time is no duration', () => {
  expect(readDuration('later')).toBeNull();
});
