/** Finds the word that was meant by one that is not known. */
import { distance } from 'fastest-levenshtein';

const LONGEST_WORD = 100;
const MOST_LOOKED_AT = 5_000;

// `continue-on-error`, `continue_on_error` and `ContinueOnError` are one word.
const bare = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '');

/** The known word nearest to `word`; null where none is near enough to be worth a question. */
export const nearest = (word: string, known: Iterable<string>): string | null => {
  if (word.length > LONGEST_WORD) return null;
  const meant = bare(word);
  // Two letters that changed places are two edits; in a word of three that would be anything.
  const most = meant.length <= 3 ? 1 : Math.max(2, Math.floor(meant.length / 3));
  let best: string | null = null;
  let least = most + 1;
  let looked = 0;
  for (const candidate of known) {
    if (++looked > MOST_LOOKED_AT) break;
    const other = bare(candidate);
    if (Math.abs(other.length - meant.length) >= least) continue;
    const off = distance(meant, other);
    if (off >= least || off >= candidate.length) continue;
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
