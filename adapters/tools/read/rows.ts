/** Rows of a table as objects named by its first row, or as lists. */
import type { Json, JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { BOUNDS } from './bounds.ts';

export type RowsWanted = {
  /** Whether the first row names the columns. */
  readonly hasHeader: boolean;
  /** null: all. */
  readonly columns: readonly string[] | null;
  readonly offset: number;
  readonly limit: number;
};

const nameOf = (cell: Json): string =>
  typeof cell === 'string' ? cell.trim() : cell === null ? '' : JSON.stringify(cell);

const namesOf = (head: readonly Json[], columns: RowsWanted['columns']): Result<readonly string[], string> => {
  const names = head.map(nameOf);
  const twin = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twin !== undefined) return err(`two columns have the name ${JSON.stringify(twin)}; read it with header: false`);
  const missing = columns?.find((name) => !names.includes(name));
  if (missing !== undefined) return err(`there is no column ${JSON.stringify(missing)}; there are ${names.join(', ')}`);
  return ok(names);
};

/** `{ rows, columns, count }`: `count` is how many there are, of which `rows` may be a part. */
export const tableOf = (all: readonly (readonly Json[])[], wanted: RowsWanted): Result<JsonObject, string> => {
  const { hasHeader, columns, offset, limit } = wanted;
  const [head = [], ...below] = all;
  const body = hasHeader ? below : all;
  const part = body.slice(offset, offset + limit);
  if (limit === BOUNDS.rows && body.length - offset > limit)
    return err(
      `it has ${body.length} rows, which are more than ${BOUNDS.rows}: read a part of them by offset and limit`,
    );
  if (!hasHeader) return ok({ rows: part, columns: [], count: body.length });
  const names = namesOf(head, columns);
  if (!names.ok) return names;
  const kept = names.value.flatMap((name, at) =>
    name !== '' && (columns === null || columns.includes(name)) ? [{ name, at }] : [],
  );
  const rows = part.map((row) => Object.fromEntries(kept.map(({ name, at }) => [name, row[at] ?? null] as const)));
  return ok({ rows, columns: kept.map(({ name }) => name), count: body.length });
};
