/** Which values are too short or too common to be told from ordinary text. */

/** Below this a value is a word that stands everywhere. */
const SHORTEST = 6;
/** Digits alone say less: ports, years, amounts. */
const SHORTEST_NUMBER = 8;

const COMMON: ReadonlySet<string> = new Set(
  `admin administrator changeme default development disabled enabled example localhost master password postgres
  private production public secret service staging testing undefined username version`.split(/\s+/),
);

/** Whether a weak value is a word or a number, which stands inside of others by chance. */
export const isWeakWord = (value: string): boolean => /^(?:[a-z]+|\d+)$/i.test(value) && isWeak(value);

/**
 * Whether a value is a poor secret: masking it wherever it stands makes logs unreadable and hides nothing, and no output
 * or commit that holds it can be told from one that means something else.
 */
export const isWeak = (value: string): boolean => {
  const text = value.trim();
  if (text.length < SHORTEST) return true;
  return (text.length < SHORTEST_NUMBER && /^\d+$/.test(text)) || COMMON.has(text.toLowerCase());
};
