/** The word that was meant. */
import { distance } from 'fastest-levenshtein';

/** The nearest of `known` to a misspelt word; null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const scored = known.map((name) => ({ name, off: distance(word, name) })).sort((a, b) => a.off - b.off);
  const [best] = scored;
  return best !== undefined && best.off <= Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3))
    ? best.name
    : null;
}
