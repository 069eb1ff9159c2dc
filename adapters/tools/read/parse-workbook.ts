/**
 * Reads a sheet of an xlsx file; its one home is here.
 *
 *   B1. Nothing is unpacked before the sizes that the archive says are within bounds, and nothing becomes larger than it says.
 *   B2. The library is given the parts as they were unpacked then, and unpacks nothing that is packed.
 *   B3. A sheet whose cells lie far apart is no table: what stands between them is counted before it is made.
 */
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import type { Json } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import { BOUNDS, mebibytes } from './bounds.ts';

type Parts = Record<string, Uint8Array>;

class OutOfBounds extends Error {}

/** B1 */
const unpacked = (bytes: Uint8Array): Parts => {
  let size = 0;
  let count = 0;
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      count += 1;
      if (count > BOUNDS.parts) throw new OutOfBounds(`it has more than ${BOUNDS.parts} parts`);
      if (!name.endsWith('.xml') && !name.endsWith('.xml.rels')) return false;
      size += originalSize;
      if (size > BOUNDS.unpackedBytes)
        throw new OutOfBounds(`unpacked it is larger than ${mebibytes(BOUNDS.unpackedBytes)}`);
      return true;
    },
  });
};

const columnNumber = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** B3: how far the cells of a sheet reach. */
const extentOf = (xml: string): { readonly rows: number; readonly columns: number } => {
  let [rows, columns] = [0, 0];
  for (const [, letters = '', number = ''] of xml.matchAll(
    /\b(?:r|ref)="(?:[A-Z]{1,7}\d{1,10}:)?([A-Z]{1,7})(\d{1,10})"/g,
  )) {
    rows = Math.max(rows, Number(number));
    columns = Math.max(columns, columnNumber(letters));
  }
  for (const [, number = ''] of xml.matchAll(/<(?:\w+:)?row\b[^>]{0,1000}?\br="(\d{1,10})"/g))
    rows = Math.max(rows, Number(number));
  return { rows, columns };
};

const checkExtent = (parts: Parts): void => {
  for (const [name, bytes] of Object.entries(parts)) {
    if (!/worksheets\/[^/]*\.xml$/.test(name)) continue;
    const { rows, columns } = extentOf(strFromU8(bytes));
    if (columns > BOUNDS.columns)
      throw new OutOfBounds(`a sheet reaches to column ${columns}, beyond ${BOUNDS.columns}`);
    if (rows * columns > BOUNDS.cells)
      throw new OutOfBounds(`a sheet reaches over ${rows} × ${columns} cells, more than ${BOUNDS.cells}`);
  }
};

const cellOf = (value: unknown): Json => {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
};

/** The cells of a sheet, by its name or its number from 1; dates are ISO 8601 in UTC. The error is the end of a sentence. */
export const sheetRows = async (
  bytes: Uint8Array,
  sheet: string | number,
): Promise<Result<readonly (readonly Json[])[], string>> => {
  try {
    const parts = unpacked(bytes);
    checkExtent(parts);
    const plain = zipSync(parts, { level: 0 }); // B2
    const rows = await readSheet(plain.slice().buffer, sheet);
    return ok(rows.map((row) => row.map(cellOf)));
  } catch (error) {
    if (error instanceof OutOfBounds) return err(error.message);
    return err(`is no workbook that can be read: ${messageOf(error)}`);
  }
};
