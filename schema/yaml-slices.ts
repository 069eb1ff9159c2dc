/** Where the documents of a YAML text begin and end. */

/** From one offset up to another. */
export type Slice = { readonly start: number; readonly end: number };

/** At the beginning of a line these three begin a document, wherever they stand. */
const BEGIN = /^---(?=[ \t\r\n]|$)/gm;

/** A mark, a comment or a directive. */
const SAYS_NOTHING = /^(?:---|\.\.\.)?\s*(?:[#%].*)?$/;

const isEmpty = (text: string): boolean => text.split('\n').every((line) => SAYS_NOTHING.test(line));

/** The documents that say anything; what stands before the first mark belongs to it where that says nothing. */
export const yamlSlices = (text: string): readonly Slice[] => {
  const marks = [...text.matchAll(BEGIN)].map(({ index }) => index);
  const [first = 0] = marks;
  const begins = isEmpty(text.slice(0, first)) ? [0, ...marks.slice(1)] : [0, ...marks];
  return begins
    .map((start, nth) => ({ start, end: begins[nth + 1] ?? text.length }))
    .filter(({ start, end }) => !isEmpty(text.slice(start, end)));
};
