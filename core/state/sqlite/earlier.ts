/**
 * Gives up the database that ws 0.1.0 kept in a checkout, so that another can take its place.
 *
 * S1: it is sealed while nobody else has it open: from then on 0.1.0 refuses it, as it refuses any schema newer than its own.
 * S2: what is sealed is never opened as a state again; its copy is, which is whole before it has its name.
 */
import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf } from '../../thrown.ts';
import { MIGRATIONS } from './migrate.ts';
import { explainOpening, isBusy } from './store-error.ts';

/** Higher than the number of any migration will be. */
const SEAL = 1_000_000;

/** How sealing ended. `busy`: another process has the database open. `unfit`: it cannot be read, for the reason given. */
type Sealing =
  | { readonly kind: 'sealed' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unfit'; readonly message: string };

/** Opened for a moment; what goes wrong is how it ended. */
const opened = (file: string, act: (database: Database.Database) => void): Sealing => {
  try {
    const database = new Database(file, { fileMustExist: true, timeout: 0 });
    try {
      act(database);
      return { kind: 'sealed' };
    } finally {
      database.close();
    }
  } catch (error) {
    if (isBusy(error)) return { kind: 'busy' };
    return { kind: 'unfit', message: explainOpening(error, file).message };
  }
};

/** S1: leaving the write-ahead log takes that no other process has the file open. */
export const sealEarlier = (file: string): Sealing =>
  opened(file, (database) => {
    database.pragma('synchronous = FULL');
    // Held from the first look to the end: nobody comes in between.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = DELETE');
    const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (isEmpty) database.exec(MIGRATIONS);
    database
      .prepare('INSERT OR REPLACE INTO migrations (number, name, sha256) VALUES (?, ?, ?)')
      .run(SEAL, 'moved', 'moved');
  });

/** Whether a database is sealed; false also for one that cannot be read. */
export const isSealed = (file: string): boolean => {
  let found = false;
  opened(file, (database) => {
    found = database.prepare('SELECT 1 FROM migrations WHERE number = ?').get(SEAL) !== undefined;
  });
  return found;
};

const sync = (path: string): void => {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** S2: copies a sealed database to a place where it is open to all again. */
export const copyUnsealed = (file: string, to: string): void => {
  const part = `${to}.part`;
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(part + ending, { force: true });
  copyFileSync(file, part, constants.COPYFILE_EXCL);
  chmodSync(part, 0o600);
  const database = new Database(part, { fileMustExist: true });
  try {
    database.pragma('journal_mode = DELETE');
    database.prepare('DELETE FROM migrations WHERE number = ?').run(SEAL);
  } catch (error) {
    throw new Error(`the copy of ${file} cannot be opened: ${messageOf(error)}`, { cause: error });
  } finally {
    database.close();
  }
  sync(part);
  renameSync(part, to);
  sync(dirname(to));
};
