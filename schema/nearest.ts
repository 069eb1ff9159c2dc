/** The word that was meant. */
import { distance } from 'fastest-levenshtein';

const LONGEST_WORD = 100;

// `continue-on-error`, `continue_on_error` and `ContinueOnError` are one word.
const bare = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '');

/** Gives the nearest of `known` to a misspelt word; null where none is near. */
export const nearest = (word: string, known: readonly string[]): string | null => {
  if (word.length > LONGEST_WORD) return null;
  const meant = bare(word);
  const scored = known.map((name) => ({ name, off: distance(meant, bare(name)) })).sort((a, b) => a.off - b.off);
  const [best] = scored;
  const far = Math.max(meant.length > 3 ? 2 : 1, Math.floor(meant.length / 3));
  return best !== undefined && best.off <= far && best.off < best.name.length ? best.name : null;
};
