/** Durations as workstream files write them. */
import parse from 'parse-duration';

// parse-duration takes nearly anything for a duration, so the form is checked before it is asked.
const FORM = /^(?:[0-9]{1,12}(?:\.[0-9]{1,6})?(?:ms|s|m|h|d)){1,5}$/;

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** A duration as one would write it, in the largest unit that says it exactly: `7d`, `90s`, `250ms`. */
export const writeDuration = (ms: number): string => {
  const [unit, size] = UNITS.find(([, each]) => ms > 0 && ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
};

/** Gives the whole milliseconds of a text such as "1h30m"; null where it is no duration. */
export const parseDuration = (text: string): number | null => {
  const ms = FORM.test(text) ? parse(text) : null;
  return ms === null ? null : Math.round(ms);
};
