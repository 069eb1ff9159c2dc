/** Columns of text under a heading, without a frame. */
import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { cut, widthOf } from './fit.ts';

const none = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

// Laying a table out costs the square of its rows; ten thousand steps are laid out in pieces of equal widths.
const PIECE_ROWS = 100;

const widthsOf = (lines: readonly (readonly string[])[]): number[] => {
  const widths: number[] = [];
  for (const line of lines)
    for (const [column, cell] of line.entries())
      widths[column] = Math.max(widths[column] ?? 1, widthOf(stripVTControlCharacters(cell)));
  return widths;
};

/** Which column, from 0, is cut where a line would be longer than `columns`; its cells hold no colour. */
export type Fitted = { readonly columns: number; readonly column: number };

const GAP = none.middle.length;
const LEAST_FITTED = 16;

const fit = (lines: readonly (readonly string[])[], { columns, column }: Fitted): readonly (readonly string[])[] => {
  const others = widthsOf(lines).reduce((sum, width, place) => (place === column ? sum : sum + width + GAP), 0);
  const room = Math.max(LEAST_FITTED, columns - others);
  return lines.map((line) => line.map((cell, place) => (place === column ? cut(cell, room) : cell)));
};

/** Lines of aligned columns; cells may hold colour. Trailing blanks are cut; with `fitted` one column gives way to the others. */
export const tableLines = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  fitted: Fitted | null = null,
): readonly string[] => {
  const all = fitted === null ? [head, ...rows] : fit([head, ...rows], fitted);
  const colWidths = widthsOf(all);
  const lines: string[] = [];
  for (let from = 0; from < all.length; from += PIECE_ROWS) {
    const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true };
    const table = new Table({ chars: none, style, colWidths });
    for (const row of all.slice(from, from + PIECE_ROWS)) table.push([...row]);
    lines.push(...table.toString().split('\n'));
  }
  return lines.map((line) => line.trimEnd());
};
