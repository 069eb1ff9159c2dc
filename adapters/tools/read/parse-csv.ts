/** Reads CSV; its one home is here. */
import { CsvError, parse } from 'csv-parse/sync';
import { err, ok, type Result } from '../../../core/result.ts';
import { BOUNDS } from './bounds.ts';

/** Every row as texts; the error says the line. */
export const csvRows = (text: string, delimiter: string | null): Result<readonly (readonly string[])[], string> => {
  try {
    const rows = parse(text, {
      ...{ bom: true, delimiter: delimiter ?? [',', ';', '\t'], relaxColumnCount: false, skipEmptyLines: true },
      ...{ maxRecordSize: 1024 * 1024, to: BOUNDS.cells },
    });
    const wide = rows.find((row) => row.length > BOUNDS.columns);
    if (wide !== undefined) return err(`it has ${wide.length} columns, which are more than ${BOUNDS.columns}`);
    return ok(rows);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return err(error.message);
  }
};
