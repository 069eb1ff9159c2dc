/** Durations as options take them. */
import { InvalidArgumentError, Option } from 'commander';
import parseDurationText from 'parse-duration';
import { writeDuration } from '../../schema/duration.ts';

/** Milliseconds of a text such as `90s`, `12h` or `7d`; null where it is none. */
export const parseDuration = (text: string): number | null => {
  // The parser skips what it does not know: it would read `5x7d` as seven days.
  const ms = /^(\d+(\.\d+)?(ms|s|m|h|d|w)\s*)+$/.test(text.trim()) ? parseDurationText(text) : null;
  return ms !== null && Number.isFinite(ms) && ms >= 0 ? Math.round(ms) : null;
};

/** The duration an option is given. */
export const durationOption = (text: string): number => {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError('It must be a duration such as 10m, 12h or 7d.');
  return ms;
};

/** An option that takes a duration; help shows what it is by default as one would write it. */
export const optionOfDuration = (flags: string, description: string, defaultMs: number): Option =>
  new Option(flags, description).argParser(durationOption).default(defaultMs, writeDuration(defaultMs));
