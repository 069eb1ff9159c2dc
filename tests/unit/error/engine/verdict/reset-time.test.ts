/** When a limit is lifted, in the words of providers. */
import { expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { findResetTime, readMoment } from '../../../../../error/engine/verdict/reset-time.ts';
import { findRetryWish } from '../../../../../error/engine/verdict/retry-after.ts';

const NOW = instant(Date.parse('2026-12-01T20:00:00Z'));

test.each([
  ["You've hit your limit · resets 9am (America/Chicago)", '2026-12-02T15:00:00Z'],
  ["You've hit your session limit · resets 10:30pm (Europe/Berlin)", '2026-12-01T21:30:00Z'],
  ['weekly limit reached ∙ resets Dec 9, 5pm (Europe/Berlin)', '2026-12-09T16:00:00Z'],
  ['Your limit will reset at 2:30pm (Asia/Tokyo).', '2026-12-02T05:30:00Z'],
  ['or try again at Dec 3rd, 2026 4:05 PM UTC.', '2026-12-03T16:05:00Z'],
  ['You will regain access on 2026-12-05 at 00:00 UTC.', '2026-12-05T00:00:00Z'],
  ['try again after 2026-12-02T08:00:00Z', '2026-12-02T08:00:00Z'],
  ['resets at 14:00 UTC', '2026-12-02T14:00:00Z'],
  ['resets tomorrow at 9am UTC', '2026-12-02T09:00:00Z'],
  ['resets Monday 9:00 AM UTC', '2026-12-07T09:00:00Z'],
  ['resets Jan 2, 9am UTC', '2027-01-02T09:00:00Z'],
  ['available again on 5 December 2026 09:00 +02:00', '2026-12-05T07:00:00Z'],
  ['Claude AI usage limit reached|1796164800', ''],
])('%s', (line, expected) => {
  const at = findResetTime(line, NOW);
  if (line.includes('|')) expect(at).toBe(1_796_164_800_000);
  else expect(new Date(at ?? 0).toISOString()).toBe(expected.replace('Z', '.000Z'));
});

test.each(['try again later', 'resets soon', 'Please retry', 'the model is available'])(
  '%s names no moment',
  (line) => {
    expect(findResetTime(line, NOW)).toBeNull();
  },
);

test('a time of the day that is over is the next one', () => {
  expect(readMoment('7:59 PM UTC', NOW)).toBe(NOW + 86_340_000);
  expect(readMoment('8:01 PM UTC', NOW)).toBe(NOW + 60_000);
});

test.each([
  ['"resets_in_seconds":13872', 13_872_000],
  [`"resets_at": ${(NOW + 60_000) / 1000}`, 60_000],
  ['"retryDelay": "22.7s"', 22_700],
  ['retry_after_ms: 1500', 1500],
  ['Your quota will reset after 8h44m7s.', 31_447_000],
  ['try again in 5 days 22 hours 11 minutes.', 511_860_000],
  ['or try again in about 2 hours', 7_200_000],
  ['anthropic-ratelimit-unified-reset: 1796155260', 60_000],
  ['ratelimit-reset: 30', 30_000],
])('%s is a wish of %i ms', (line, expectedMs) => {
  expect(findRetryWish([line], 0, NOW)?.retryAfterMs).toBe(expectedMs);
});
