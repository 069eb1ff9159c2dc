/** What people write in expressions that know other languages, and what is written here instead. */

const UNEXPECTED = /^Unexpected symbol: '([^]*?)'?(?:\. Located at position (\d+) |$)/;

/** What the lexer could not read, and where that begins; null where a message tells of something else. */
export const unexpectedIn = (message: string): { readonly symbol: string; readonly offset: number } | null => {
  const [, symbol, position] = UNEXPECTED.exec(message) ?? [];
  return symbol === undefined ? null : { symbol, offset: Math.max(0, Number(position ?? 1) - 1) };
};

/** Gives the advice that belongs behind a symbol which no expression has; nothing where there is none. */
export const adviceOn = (symbol: string, source: string): string => {
  if (symbol.startsWith('=')) return ': write == to compare';
  if (symbol === '&') return ': write && for "and"';
  if (symbol === '|') return ': write || for "or"';
  if (symbol.startsWith('"')) return `: texts stand in single quotes: '${symbol.replaceAll('"', '')}'`;
  if (symbol.startsWith("'")) return ': this text is never closed by a single quote';
  if (symbol.startsWith('$')) return ': ${{ }} stands around a whole expression, once';
  return /^[-+*/%?]/.test(symbol) || source.includes(' + ')
    ? ': expressions compare and join, they do not calculate'
    : '';
};

/** What to write instead of a word that other languages have for an operator. */
export const WORDS_FOR_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['and', 'write && instead'],
  ['or', 'write || instead'],
  ['not', 'write ! instead'],
]);
