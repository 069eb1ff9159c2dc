/** Finds the word that was meant by one that is not known. */
import { distance } from 'fastest-levenshtein';

const LOOKED_AT = 5_000;

/** The known word nearest to `word`; null where none is near enough to be worth a question. */
export const nearest = (word: string, known: Iterable<string>): string | null => {
  // Two letters that changed places are two edits; in a word of three that would be anything.
  const most = word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  let best: string | null = null;
  let least = most + 1;
  let looked = 0;
  for (const candidate of known) {
    if (++looked > LOOKED_AT) break;
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const off = distance(word.toLowerCase(), candidate.toLowerCase());
    if (off >= least) continue;
    least = off;
    best = candidate;
  }
  return best;
};

/** ` Did you mean "…"?`, ready to follow a sentence; the empty string where nothing is near. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const found = nearest(word, known);
  return found === null ? '' : ` Did you mean "${found}"?`;
};
