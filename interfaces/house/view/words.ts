/** Times, sums and counts in few words, as they stand in columns. Unknown is "–". */
import { dollars } from '../../../core/dollars.ts';

const UNKNOWN = '–';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (part: number): string => String(part).padStart(2, '0');

/** `4s`, `3m 12s`, `2h 14m`, `3d 4h`; below a second `0.3s`. */
export const durationWords = (ms: number | null): string => {
  if (ms === null) return UNKNOWN;
  if (ms < 950) return `${(Math.max(0, ms) / SECOND).toFixed(1)}s`;
  const whole = Math.round(ms / SECOND) * SECOND;
  if (whole < MINUTE) return `${whole / SECOND}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m ${two((whole % MINUTE) / SECOND)}s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)}h ${two(Math.floor((whole % HOUR) / MINUTE))}m`;
  return `${Math.floor(whole / DAY)}d ${Math.floor((whole % DAY) / HOUR)}h`;
};

/** As a duration, in the largest unit that it has: `13m`, `2h 14m`, `4d`. */
export const ageWords = (ms: number): string => {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h ${two(Math.floor((ms % HOUR) / MINUTE))}m`;
  return `${Math.floor(ms / DAY)}d`;
};

/** null is unknown; what cost nothing at all is left blank. */
export const moneyWords = (microUsd: number | null): string => {
  if (microUsd === null) return UNKNOWN;
  return microUsd === 0 ? '' : dollars(microUsd);
};

/** `38k`, `1.2M`. */
export const tokenWords = (tokens: number | null): string => {
  if (tokens === null) return UNKNOWN;
  if (tokens < 1000) return String(tokens);
  return tokens < 999_500 ? `${Math.round(tokens / 1000)}k` : `${(tokens / 1e6).toFixed(1)}M`;
};

/** `64 MiB`, `1.2 KiB`. */
export const sizeWords = (bytes: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const size = bytes / 1024 ** step;
  return `${step === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${units[step] ?? ''}`;
};

/** `91%`; of nothing it is unknown. */
export const shareWords = (part: number, whole: number, digits = 0): string =>
  whole === 0 ? UNKNOWN : `${((part / whole) * 100).toFixed(digits)}%`;

/** A sum that is shown even where it is nothing. */
export const dollarsOf = (microUsd: number | null): string => (microUsd === null ? UNKNOWN : dollars(microUsd));
