/** The rows that tables hold of a run, held against those that its log asks for. */
import { isRunDone } from './machine.ts';
import type { LedgerRun } from './ledger.ts';
import type { LogRows } from './log-rows.ts';

/** A row by the names of its fields, as it was found: nothing of it is believed. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** `run` has a `number` beside what a log says, which the ledger knows. */
export type StoredRows = {
  readonly run: StoredRow | null;
  readonly steps: readonly StoredRow[];
  readonly failures: readonly StoredRow[];
};

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** SQLite has no truth values. */
const columnOf = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);

const differenceIn = (what: string, due: StoredRow, found: StoredRow): string | null => {
  for (const [name, value] of Object.entries(due)) {
    const column = columnOf(value);
    if (found[name] !== column)
      return `${what}: ${name} is ${shown(found[name])} in its table, ${shown(column)} by the log`;
  }
  return null;
};

/** The first difference of two lists of rows that `key` tells apart. */
const differenceOf = (
  what: (key: unknown) => string,
  key: string,
  due: readonly StoredRow[],
  found: readonly StoredRow[],
): string | null => {
  const left = new Map(found.map((row) => [row[key], row]));
  for (const row of due) {
    const stored = left.get(row[key]);
    if (stored === undefined) return `${what(row[key])} has no row in its table`;
    left.delete(row[key]);
    const difference = differenceIn(what(row[key]), row, stored);
    if (difference !== null) return difference;
  }
  const [stray] = left.keys();
  return left.size === 0 ? null : `${what(stray)} has a row in its table, but the log tells of none`;
};

/**
 * The first thing in the tables that is not as the log says, as a sentence; null where all of them agree. `ledger` is
 * what the ledger knows of the run, `retriedBy` the run that took it up.
 */
export const tableProblem = (
  rows: LogRows,
  stored: StoredRows,
  { ledger, retriedBy }: { readonly ledger: LedgerRun | null; readonly retriedBy: string | null },
): string | null => {
  const { run, first, head } = rows;
  if (run === null || first === null || head === null) return 'no event of it is left';
  if (stored.run === null) return 'it has no row in the table of runs';
  if (ledger === null) return 'it does not stand in the ledger of runs';
  if (ledger.first !== first.hash) return 'it does not begin with the event that the ledger of runs names';
  if (ledger.end === null ? isRunDone(run.status) : ledger.end.seq !== head.seq || ledger.end.hash !== head.hash)
    return 'it does not end as the ledger of runs says';
  // 0.1.0 told where on its machine the file lay, which is taken for nothing more.
  const { source, ...elsewhere } = run;
  const due = source?.startsWith('/') === true ? elsewhere : run;
  const failures = rows.failures.map((row) => ({ ...row, retriedBy }));
  return (
    differenceIn('the run', { ...due, number: ledger.number }, stored.run) ??
    differenceOf((step) => `step ${String(step)}`, 'step', [...rows.steps.values()], stored.steps) ??
    differenceOf((seq) => `the failure of event ${String(seq)}`, 'seq', failures, stored.failures)
  );
};
