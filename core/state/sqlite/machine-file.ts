/**
 * SQLite files that belong to the machine and not to a repository: opened, and asked, one way.
 *
 * What a disk or another process can do comes back as a sentence; only a bug is thrown.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { err, ok, type Result } from '../../result.ts';
import { isSystemError, messageOf } from '../../thrown.ts';
import { connect, useWriteAheadLog } from './connection.ts';
import { migrate, refuseSchema, type Migration } from './migrate.ts';
import { untilFree } from './retry.ts';
import { explainOpening, type StoreError } from './store-error.ts';

export type MachineFile = {
  /** Absolute; its folder is made where it is not there. */
  readonly file: string;
  readonly migrations: readonly Migration[];
  /** The most pages of 4 KiB it may grow to; null for no limit but the disk. */
  readonly maxPageCount: number | null;
  /** How long to wait for other processes. */
  readonly busyWaitMs: number;
};

/** The error as a sentence; throws again what is a bug. */
export const explained = (error: unknown, file: string): Result<never, string> => {
  if (isSystemError(error)) return err(messageOf(error));
  const { message, hint } = explainOpening(error, file);
  return err(`${message}. ${hint}`);
};

/** Asks a database as soon as no other process holds it, for at most `busyWaitMs`. */
export const askedWhenFree = async <T>(
  database: Database,
  busyWaitMs: number,
  act: () => T,
): Promise<Result<T, string>> => {
  try {
    return ok(await untilFree(act, { waitMs: busyWaitMs, signal: null }));
  } catch (error) {
    return explained(error, database.name);
  }
};

/** One try at opening. */
const open = <T>(
  { file, migrations, maxPageCount }: MachineFile,
  made: (database: Database) => T,
): Result<T, StoreError> => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // What a power cut may take here are counts: no reason to wait for the disk with each.
  const database = connect({ file, readOnly: false, synchronous: 'normal', maxPageCount });
  if ('code' in database) return err(database);
  try {
    const refused =
      refuseSchema(database, file, migrations) ??
      useWriteAheadLog(database, file) ??
      migrate(database, file, migrations);
    if (refused === null) return ok(made(database));
    database.close();
    return err(refused);
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Opens one, brings it to its newest schema, and gives what is `made` of it. The error is a sentence for a person. */
export const openMachineFile = async <T>(
  place: MachineFile,
  made: (database: Database) => T,
): Promise<Result<T, string>> => {
  try {
    const opened = await untilFree(() => open(place, made), { waitMs: place.busyWaitMs, signal: null });
    return opened.ok ? opened : err(`${opened.error.message}. ${opened.error.hint}`);
  } catch (error) {
    return explained(error, place.file);
  }
};
