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

/** How wide a line may be, and which column, from 0, is cut where it would be longer; its cells hold no colour. null: none is. */
export type Fitted = { readonly columns: number; readonly column: number | null };

const GAP = none.middle.length;
const LEAST_FITTED = 16;

const fit = (lines: readonly (readonly string[])[], { columns, column }: Fitted): readonly (readonly string[])[] => {
  if (column === null) return lines;
  const others = widthsOf(lines).reduce((sum, width, place) => (place === column ? sum : sum + width + GAP), 0);
  const room = Math.max(LEAST_FITTED, columns - others);
  return lines.map((line) => line.map((cell, place) => (place === column ? cut(cell, room) : cell)));
};

const laidOut = (all: readonly (readonly string[])[]): readonly string[] => {
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

const INDENT = '    ';

/** Which columns stand beside each other: as many as fit, the rest below them. */
const beside = (widths: readonly number[], columns: number): readonly (readonly [from: number, to: number])[] => {
  const groups: (readonly [number, number])[] = [];
  let from = 0;
  let used = 0;
  for (const [column, width] of widths.entries()) {
    const room = groups.length === 0 ? columns : columns - INDENT.length;
    if (column > from && used + GAP + width > room) {
      groups.push([from, column]);
      from = column;
      used = width;
    } else used += column === from ? width : GAP + width;
  }
  return [...groups, [from, widths.length]];
};

/** The lines of each row below each other, without those that hold nothing. */
const interleaved = (groups: readonly (readonly string[])[]): readonly string[] => {
  const [first = [], ...others] = groups;
  return first.flatMap((line, row) => [
    line,
    ...others.flatMap((lines) => ((lines[row] ?? '') === '' ? [] : [`${INDENT}${lines[row] ?? ''}`])),
  ]);
};

/**
 * Lines of aligned columns; cells may hold colour. Trailing blanks are cut. One column gives way to the others; what is too
 * wide even so goes on below, indented.
 */
export const tableLines = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  fitted: Fitted,
): readonly string[] => {
  const all = fit([head, ...rows], fitted);
  const groups = beside(widthsOf(all), fitted.columns);
  return interleaved(groups.map(([from, to]) => laidOut(all.map((line) => line.slice(from, to)))));
};
