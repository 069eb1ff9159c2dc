/** Reads out of a damaged database every row that SQLite can still read. */
import { constants, copyFileSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { CopiedEvent } from '../copies.ts';
import { isDiskFull } from '../../../thrown.ts';
import { sqliteCode } from '../store-error.ts';

export type Salvaged = {
  readonly events: readonly CopiedEvent[];
  /** Run and number of every event that an index names, whether or not it can be read. */
  readonly named: readonly { readonly run: string; readonly seq: number }[];
  /** The newest position that was given; null where nobody knows. */
  readonly lastPosition: number | null;
  /** Rows of other tables, by the names of their columns. */
  readonly rows: (table: string) => readonly Readonly<Record<string, unknown>>[];
};

const NOTHING: Salvaged = { events: [], named: [], lastPosition: null, rows: () => [] };

/** Where the end of a table cannot be found, this many rows are looked for. */
const BLIND_ROWS = 1 << 20;
/** So many rows in vain are enough: what holds them cannot be read at all. */
const PATIENCE = 200_000;

/** What SQLite throws is damage, but for want of room; anything else is a bug. */
const attempt = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (error) {
    if (sqliteCode(error) === null || isDiskFull(error)) throw error;
    return null;
  }
};

type Range = { readonly all: (low: number, high: number) => unknown[] };

/** All rows of a range, but for those that cannot be read: halves of it are tried, and halves of these. */
const readable = (range: Range, bounds: readonly [number, number], left: { patience: number }): unknown[] => {
  const [low, high] = bounds;
  if (low > high || left.patience <= 0) return [];
  const rows = attempt(() => range.all(low, high));
  if (rows !== null) return rows;
  left.patience--;
  if (low === high) return [];
  const middle = low + Math.floor((high - low) / 2);
  return [...readable(range, [low, middle], left), ...readable(range, [middle + 1, high], left)];
};

const rowsOf = (database: Database.Database, table: string, columns: string): unknown[] => {
  const statement = attempt(() =>
    database.prepare(`SELECT ${columns} FROM ${table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid`),
  );
  if (statement === null) return [];
  const bound = (order: string): unknown =>
    attempt(() => database.prepare(`SELECT rowid FROM ${table} ORDER BY rowid ${order} LIMIT 1`).pluck().get());
  const [low, high] = [bound('ASC'), bound('DESC')];
  if (low === undefined && high === undefined) return [];
  const range: Range = { all: (from, to) => statement.all(from, to) };
  const bounds = [typeof low === 'number' ? low : 1, typeof high === 'number' ? high : BLIND_ROWS] as const;
  return readable(range, bounds, { patience: PATIENCE });
};

const EVENTS = `rowid AS position, run, seq, type, step, attempt, at, correlation AS correlationId,
  causation AS causationId, payload, hash, previous_hash AS previousHash`;

const salvageFrom = (database: Database.Database): Salvaged => {
  // Cannot lie while the schema can be read: the columns are strict. What damage made of them, hashes tell.
  const events = rowsOf(database, 'events', EVENTS) as CopiedEvent[];
  const named = attempt(
    () => database.prepare('SELECT run, max(seq) AS seq FROM events GROUP BY run').all() as Salvaged['named'],
  );
  const last = attempt(() => database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").pluck().get());
  const tables = new Map(
    ['runs', 'steps', 'failures', 'ledger', 'signals', 'proposals', 'spec_files', 'spec_history', 'emitted'].map(
      (table) => [table, rowsOf(database, table, '*') as Readonly<Record<string, unknown>>[]],
    ),
  );
  return {
    events,
    named: named ?? [],
    lastPosition: typeof last === 'number' ? last : null,
    rows: (table) => tables.get(table) ?? [],
  };
};

/** Reads a copy, which is gone afterwards: SQLite writes to what it opens. */
export const salvage = (file: string): Salvaged => {
  const copy = `${file}.reading`;
  const endings = ['', '-wal', '-shm', '-journal'];
  const clear = (): void => endings.forEach((ending) => rmSync(copy + ending, { force: true }));
  clear();
  try {
    for (const ending of ['', '-wal'])
      if (statSync(file + ending, { throwIfNoEntry: false })?.isFile() === true)
        copyFileSync(file + ending, copy + ending, constants.COPYFILE_EXCL);
    const database = attempt(() => new Database(copy));
    if (database === null) return NOTHING;
    try {
      return salvageFrom(database);
    } finally {
      attempt(() => database.close());
    }
  } finally {
    clear();
  }
};
