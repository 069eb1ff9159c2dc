/**
 * Finds the character of a file that stands for a character of a text written in it. YAML folds and indents by white space
 * alone, so that all other characters are there in the same number and order: they are counted.
 */

/** A text as it is written, and what it says. */
export type WrittenText = { readonly source: string; readonly value: string };

const isSpace = (char: string): boolean => /\s/.test(char);

const solidBefore = (value: string, within: number): number => value.slice(0, within).replaceAll(/\s/g, '').length;

/** Gives the offset in `source` of the character that stands for the one at `within` of `value`; `doubled`: '' stands for '. */
export const offsetInPlain = ({ source, value }: WrittenText, within: number, doubled = false): number => {
  let left = solidBefore(value, within);
  for (let at = 0; at < source.length; at += 1) {
    if (isSpace(source[at] ?? '')) continue;
    if (left === 0) return at;
    if (doubled && source.startsWith("''", at)) at += 1;
    left -= 1;
  }
  return source.length;
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|\r?\n|[^])/y;
const BLANK_ESCAPES = 'ntrvfNLP_ \t\n\r';

/** How many characters an escape stands for, white space not counted. */
const solidOf = (escape: string): number => {
  const code = escape.slice(2);
  if (!/^\\[xuU]/.test(escape)) return BLANK_ESCAPES.includes(escape[1] ?? '') ? 0 : 1;
  const point = Number.parseInt(code, 16);
  return point > 0x10ff_ff ? 1 : String.fromCodePoint(point).replaceAll(/\s/g, '').length;
};

/** As {@link offsetInPlain}, of a string in double quotes, which `source` begins with. */
export const offsetInQuotes = ({ source, value }: WrittenText, within: number): number => {
  let left = solidBefore(value, within);
  for (let at = 1; at < source.length; at += 1) {
    ESCAPE.lastIndex = at;
    const escape = source[at] === '\\' ? (ESCAPE.exec(source)?.[0] ?? '\\') : '';
    const solid = escape === '' ? (isSpace(source[at] ?? '') ? 0 : 1) : solidOf(escape);
    if (solid > left || (left === 0 && solid > 0)) return at;
    left -= solid;
    at += Math.max(0, escape.length - 1);
  }
  return source.length;
};

/** As {@link offsetInPlain}, of a block (`|` or `>`), which `source` begins with. */
export const offsetInBlock = ({ source, value }: WrittenText, within: number): number => {
  const begin = source.indexOf('\n') + 1;
  return begin === 0 ? 0 : begin + offsetInPlain({ source: source.slice(begin), value }, within);
};
