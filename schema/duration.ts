/** Durations as workstream files write them. */
import parse from 'parse-duration';

// parse-duration takes nearly anything for a duration, so the form is checked before it is asked.
const FORM = /^(?:[0-9]{1,12}(?:\.[0-9]{1,6})?(?:ms|s|m|h|d)){1,5}$/;

/** Gives the whole milliseconds of a text such as "1h30m"; null where it is no duration. */
export const parseDuration = (text: string): number | null => {
  const ms = FORM.test(text) ? parse(text) : null;
  return ms === null ? null : Math.round(ms);
};
