/** Puts what was measured into Markdown tables. */
import { median, type Measured } from './measure.ts';

/** A table of text; the first column to the left, the others to the right. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, place) => (place === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`)
    .join('\n');

/** Milliseconds as seconds or milliseconds, three digits that mean something. */
export const inUnit = (ms: number, unit: 's' | 'ms'): string => {
  const value = unit === 's' ? ms / 1000 : ms;
  if (!Number.isFinite(value)) return '–';
  return value.toFixed(value < 1 ? 3 : value < 10 ? 2 : value < 1000 ? 1 : 0);
};

/** A ratio; a dash where one of the two is missing. */
export const ratioOf = (ours: number, theirs: number): string => {
  const ratio = ours / theirs;
  return Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : '–';
};

export type Comparison = {
  readonly measured: readonly Measured[];
  readonly unit: 's' | 'ms';
  /** What costs the least that is possible. */
  readonly floor: string;
  /** Held against every row. */
  readonly ours: string;
  /** More columns, by name of the contender. */
  readonly extra?: readonly { readonly head: string; readonly cell: (name: string) => string }[];
};

/** One row a contender: median, range, ratio to the floor, and what ours takes of it. */
export const comparisonOf = ({ measured, unit, floor, ours, extra = [] }: Comparison): string => {
  const medianOf = (name: string): number => median(measured.find((one) => one.name === name)?.times ?? []);
  const rows = measured
    .filter(({ times }) => times.length > 0)
    .map(({ name, times }) => {
      const range = `${inUnit(Math.min(...times), unit)} to ${inUnit(Math.max(...times), unit)}`;
      const middle = medianOf(name);
      const ratios = [ratioOf(middle, medianOf(floor)), ratioOf(medianOf(ours), middle)];
      return [name, inUnit(middle, unit), range, ...ratios, ...extra.map(({ cell }) => cell(name))];
    });
  const head = ['', `median, ${unit}`, 'min to max', 'of the floor', `${ours}: of this row`];
  return tableOf([...head, ...extra.map((column) => column.head)], rows);
};

/** Who is missing from a table and why, a line each. */
export const missingOf = (missing: readonly { readonly name: string; readonly reason: string }[]): string =>
  missing.map(({ name, reason }) => `- not measured: ${name} (${reason.replaceAll('\n', ' ').trim()})`).join('\n');

/** Those of the measured that failed, for `missingOf`. */
export const failedOf = (
  measured: readonly Measured[],
): readonly { readonly name: string; readonly reason: string }[] =>
  measured.flatMap(({ name, failure }) => (failure === null ? [] : [{ name, reason: failure }]));
