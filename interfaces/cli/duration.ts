/** Durations as options take them. */
import parseDurationText from 'parse-duration';

/** Milliseconds of a text such as `90s`, `12h` or `7d`; null where it is none. */
export function parseDuration(text: string): number | null {
  const ms = /^\d/.test(text.trim()) ? parseDurationText(text) : null;
  return ms !== null && Number.isFinite(ms) && ms >= 0 ? Math.round(ms) : null;
}
