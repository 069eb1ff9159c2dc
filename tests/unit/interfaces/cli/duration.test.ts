/** Durations as options take them. */
import { expect, test } from 'vitest';
import { parseDuration } from '../../../../interfaces/cli/duration.ts';

test.each([
  ['90s', 90_000],
  ['7d', 604_800_000],
  ['1h 30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['0s', 0],
  ['5x7d', null],
  ['12', null],
  ['1 potato', null],
  ['-1d', null],
  ['', null],
  ['soon', null],
])('%j is %j milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
