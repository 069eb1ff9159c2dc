/** How long a provider asks to wait, from headers and from the words of its errors. */
import { instant, type Instant } from '../../../core/id.ts';
import { findResetTime } from './reset-time.ts';

/** A wish to wait. `retryAt` is `retryAfterMs` from now. */
export type RetryWish = { readonly retryAfterMs: number; readonly retryAt: Instant };

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['millisecond', 1],
  ['s', 1000],
  ['sec', 1000],
  ['second', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['minute', 60_000],
  ['h', 3_600_000],
  ['hour', 3_600_000],
  ['d', 86_400_000],
  ['day', 86_400_000],
  ['w', 604_800_000],
  ['week', 604_800_000],
]);

const PART =
  /(\d{1,9}(?:\.\d{1,9})?)\s{0,2}(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d|weeks?|w)(?![a-z])/gi;
const LEAD =
  /(?:try again|retry|retrying|retried|available(?: again)?|resets?|wait|expires?|back)(?: after| in| at| for)?:? {0,3}(?:about |approximately |~ ?)?((?:\d{1,9}(?:\.\d{1,9})?\s{0,2}[a-z]{1,12}[\s,]{0,3}(?:and )?){1,5})/i;
const HEADER =
  /["'\\]{0,2}\b(retry[-_]?after(?:[-_]?ms)?|retry[-_]?delay(?:[-_]?ms)?|(?:x-)?ratelimit-reset(?:-requests|-tokens|-after)?|anthropic-ratelimit-[a-z-]{1,30}-reset|resets?_(?:in|after)(?:_seconds)?|(?:quota)?reset(?:s?At|Time(?:Stamp)?)|resets?_at)["'\\]{0,2}\s{0,3}[:=]\s{0,3}["'\\]{0,2}([^"'\\,}]{1,60})/i;
/** The longest wish that is believed: a provider's day, and some. */
const LONGEST_MS = 31 * 86_400_000;

/** Milliseconds of a text such as `6m0s`, `1.5 s` or `2 minutes`; null where it names no time. */
export const readDuration = (text: string): number | null => {
  let totalMs: number | null = null;
  for (const [, amount, unit] of text.slice(0, 200).matchAll(PART)) {
    const name = (unit ?? '').toLowerCase();
    const factor = UNIT_MS.get(name) ?? UNIT_MS.get(name.replace(/s$/, '')) ?? 0;
    totalMs = (totalMs ?? 0) + Number(amount) * factor;
  }
  return totalMs;
};

const wishOf = (afterMs: number, now: Instant): RetryWish | null => {
  if (!Number.isFinite(afterMs) || afterMs > LONGEST_MS) return null;
  const retryAfterMs = Math.max(0, Math.ceil(afterMs));
  return { retryAfterMs, retryAt: instant(now + retryAfterMs) };
};

/** A `Retry-After` header's value: seconds, an HTTP date, a duration, or an epoch in seconds; null where none of them. */
export const readRetryAfter = (value: string, now: Instant): RetryWish | null => {
  const text = value.trim();
  if (/^\d{1,13}(?:\.\d{1,9})?$/.test(text)) {
    const number = Number(text);
    // Reset headers of some providers name the second since the epoch.
    if (number > 1_000_000_000) return wishOf((number > 100_000_000_000 ? number : number * 1000) - now, now);
    return wishOf(number * 1000, now);
  }
  const durationMs = /^\d/.test(text) && !/^\d{4}-/.test(text) ? readDuration(text) : null;
  if (durationMs !== null) return wishOf(durationMs, now);
  const date = /\d{4}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : wishOf(date - now, now);
};

const wishInLine = (line: string, now: Instant): RetryWish | null => {
  const [, name, value] = HEADER.exec(line) ?? [];
  if (name !== undefined && value !== undefined) {
    const isMs = /ms$/i.test(name) && /^\d{1,12}$/.test(value.trim());
    const wish = isMs ? wishOf(Number(value), now) : readRetryAfter(value, now);
    if (wish !== null) return wish;
  }
  const words = LEAD.exec(line)?.[1];
  const durationMs = words === undefined ? null : readDuration(words);
  if (durationMs !== null) return wishOf(durationMs, now);
  const at = findResetTime(line, now);
  return at === null ? null : wishOf(at - now, now);
};

const HINT = /retry|again|reset|available|wait|reached\||regain|renew|refresh|until|lifted|expire|back/i;

/** The wish that stands nearest to line `at`, at most `reach` lines away; null where there is none. */
export const findRetryWish = (lines: readonly string[], at: number, now: Instant, reach = 25): RetryWish | null => {
  for (let away = 0; away <= reach; away += 1) {
    for (const near of away === 0 ? [at] : [at + away, at - away]) {
      const line = lines[near];
      const wish = line !== undefined && HINT.test(line) ? wishInLine(line, now) : null;
      if (wish !== null) return wish;
    }
  }
  return null;
};
