/** Texts as people compare them: what differs in form, case, punctuation or space alone is the same. */

/** @type {(text: unknown) => string} */
export const folded = (text) =>
  String(text ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Its words, folded. A word is whole: "address" does not hold "add". @type {(text: unknown) => readonly string[]} */
export const words = (text) => folded(text).split(' ').filter(Boolean);

/** The values in groups, in the order in which they are first met. @type {<T>(values: readonly T[], key: (value: T) => string) => Map<string, T[]>} */
export const grouped = (values, key) => {
  const groups = new Map();
  for (const value of values) {
    const name = key(value);
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return groups;
};
