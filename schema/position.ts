/** Lines and columns of a text. */

/** Both count from 1; columns are UTF-16 code units. */
export type Position = { readonly line: number; readonly column: number };

/** Gives the position of each offset, in the order of the offsets; reads the text once. */
export const positionsOf = (text: string, offsets: readonly number[]): readonly Position[] => {
  const positions: Position[] = offsets.map(() => ({ line: 1, column: 1 }));
  const places = offsets.map((_, place) => place).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
  let line = 1;
  let lineStart = 0;
  for (const place of places) {
    const offset = Math.min(offsets[place] ?? 0, text.length);
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = end + 1;
    }
    positions[place] = { line, column: offset - lineStart + 1 };
  }
  return positions;
};
