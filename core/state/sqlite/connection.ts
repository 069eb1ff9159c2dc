/** Opens a database file the one way all of ws opens it. */
import { existsSync, lstatSync } from 'node:fs';
import Database from 'better-sqlite3';
import { makePrivate } from './private-file.ts';
import { busyTimeoutMs } from './retry.ts';
import { storeError, type StoreError } from './store-error.ts';

export type Synchronous = 'full' | 'normal';

/** The oldest SQLite without known faults in the write-ahead log. */
const oldestSqlite = [3, 51, 3] as const;

// Not by `localeCompare`, which loads the collations of all languages: 10 ms of every command.
const isOlder = (version: string): boolean => {
  const parts = version.split('.').map(Number);
  const at = oldestSqlite.findIndex((part, index) => part !== (parts[index] ?? 0));
  return at >= 0 && (parts[at] ?? 0) < (oldestSqlite[at] ?? 0);
};

/** The error for an SQLite that is too old to be trusted with a log; null for one that is not. */
export const refuseOldSqlite = (version: string, file: string): StoreError | null => {
  if (!isOlder(version)) return null;
  return storeError('old-sqlite', file, `SQLite ${version} is older than ${oldestSqlite.join('.')}`);
};

/** The version of the SQLite that better-sqlite3 brings. Throws what loading it throws. */
export const sqliteVersion = (): string => {
  const database = new Database(':memory:');
  try {
    return versionOf(database);
  } finally {
    database.close();
  }
};

// Cannot lie: SQLite returns one text.
const versionOf = (database: Database.Database): string =>
  database.prepare('SELECT sqlite_version()').pluck().get() as string;

/** Says how durable a commit is: `full` survives a power cut. */
export const setSynchronous = (database: Database.Database, synchronous: Synchronous): void => {
  database.pragma(`synchronous = ${synchronous.toUpperCase()}`);
};

/** Which of the files of a database is a link, a folder, a pipe or the like; null where none is. A pipe would never be opened. */
const notAFile = (file: string): string | null =>
  ['', '-wal', '-shm', '-journal']
    .map((ending) => file + ending)
    .find((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) ?? null;

export type Connecting = {
  readonly file: string;
  readonly readOnly: boolean;
  readonly synchronous: Synchronous;
  readonly maxPageCount: number | null;
};

/** Switches a database to the write-ahead log; the reason where that is not possible. */
export const useWriteAheadLog = (database: Database.Database, file: string): StoreError | null => {
  // Asked first: to change the mode takes a lock that to ask for it does not.
  if (database.pragma('journal_mode', { simple: true }) === 'wal') return null;
  const mode = database.pragma('journal_mode = WAL', { simple: true });
  return mode === 'wal'
    ? null
    : storeError('io', file, `no write-ahead log is possible there (it stays ${String(mode)})`);
};

/**
 * A connection with every setting made, or the reason why there is none. Throws what SQLite throws; the caller explains
 * or retries it.
 */
export const connect = ({ file, readOnly, synchronous, maxPageCount }: Connecting): Database.Database | StoreError => {
  if (readOnly && !existsSync(file)) return storeError('missing', file, 'there is no such file');
  const stray = notAFile(file);
  if (stray !== null) return storeError('damaged', stray, 'it is there, but is no file');
  if (!readOnly) makePrivate(file);
  const database = new Database(file, { readonly: readOnly, timeout: busyTimeoutMs });
  try {
    const refused = refuseOldSqlite(versionOf(database), file);
    if (refused !== null) {
      database.close();
      return refused;
    }
    setSynchronous(database, synchronous);
    database.pragma('foreign_keys = ON');
    // After a burst the log file shrinks back to this many bytes.
    database.pragma('journal_size_limit = 16777216');
    if (maxPageCount !== null) database.pragma(`max_page_count = ${maxPageCount}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};
