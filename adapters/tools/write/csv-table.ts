/** Rows as CSV (RFC 4180), which no spreadsheet takes for formulas. */
import { isJsonObject, type Json } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';

/** `columns`: which and in which order; null for all keys in the order in which they are met. */
export type Table = {
  readonly rows: readonly Json[];
  readonly columns: readonly string[] | null;
  readonly delimiter: string;
};

/** What a spreadsheet reads as a formula begins with one of these, behind white space, too. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

const textOf = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A number is one, also where it is negative; a text that looks like a formula is given a quote, which shows that it is text. */
const cellOf = (value: Json | undefined, delimiter: string): string => {
  const text = textOf(value);
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return safe.includes(delimiter) || /["\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const lineOf = (cells: readonly (Json | undefined)[], delimiter: string): string =>
  cells.map((cell) => cellOf(cell, delimiter)).join(delimiter);

/** Rows are objects, or all of them lists; the error says which is neither. */
export const csvOf = ({ rows, columns, delimiter }: Table): Result<string, string> => {
  const lists = rows.filter((row): row is readonly Json[] => Array.isArray(row));
  if (lists.length > 0) {
    const other = rows.findIndex((row) => !Array.isArray(row));
    if (other !== -1) return err(`row ${other + 1} is no list, as others are`);
    const lines = [...(columns === null ? [] : [columns]), ...lists].map((row) => lineOf(row, delimiter));
    return ok(lines.map((line) => `${line}\r\n`).join(''));
  }
  const keys = new Set<string>(columns ?? []);
  for (const [at, row] of rows.entries()) {
    if (!isJsonObject(row)) return err(`row ${at + 1} is neither an object nor a list`);
    if (columns === null) for (const key of Object.keys(row)) keys.add(key);
  }
  const names = [...keys];
  const cells = rows.map((row) =>
    names.map((name) => (isJsonObject(row) && Object.hasOwn(row, name) ? row[name] : undefined)),
  );
  return ok([names, ...cells].map((row) => `${lineOf(row, delimiter)}\r\n`).join(''));
};
