/** What is done about a database that cannot be trusted: it is recognised, and kept aside. */
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { err, ok, type Result } from '../../result.ts';
import { messageOf } from '../../thrown.ts';
import { isSchemaWhole } from './migrate.ts';
import { sqliteCode } from './store-error.ts';

/** Reads the whole file; what SQLite finds wrong with it, a sentence each. Takes seconds for gigabytes. */
export const checkIntegrity = (database: Database): Result<void, readonly string[]> => {
  try {
    // Cannot lie: this pragma gives rows of one text each.
    const rows = database.prepare('PRAGMA integrity_check').pluck().all() as string[];
    if (rows.length !== 1 || rows[0] !== 'ok') return err(rows);
    if (!isSchemaWhole(database)) return err(['its tables, indexes or triggers are not those that ws made']);
    const strays = database.pragma('foreign_key_check');
    return Array.isArray(strays) && strays.length > 0
      ? err([`${strays.length} rows of runs that are not there`])
      : ok(undefined);
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    return err([messageOf(error)]);
  }
};

const ENDINGS = ['-shm', '-wal', ''];

/** The databases that were put aside, oldest first. */
export const keptAside = (file: string): readonly string[] => {
  const folder = dirname(file);
  const numberOf = (name: string): number => Number(/\.damaged-(\d+)$/.exec(name)?.[1] ?? 0);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.startsWith(basename(file)) && numberOf(name) > 0)
    .sort((one, other) => numberOf(one) - numberOf(other))
    .map((name) => join(folder, name));
};

/**
 * Renames a database that nobody has open, with its side files, to `<file>.damaged-<n>`; n is the first number that is
 * free. Gives the new name. The side files keep their endings, so that a tool can still open what is left.
 */
export const keepAside = (file: string): string => {
  let number = 1;
  while (ENDINGS.some((ending) => existsSync(`${file}.damaged-${number}${ending}`))) number++;
  const aside = `${file}.damaged-${number}`;
  moveDatabase(file, aside);
  return aside;
};

/** The main file goes last: as long as it is there, a crash between two renames is seen and done again. */
const moveDatabase = (from: string, to: string): void => {
  for (const ending of ENDINGS) if (existsSync(from + ending)) renameSync(from + ending, to + ending);
};

/** Undoes {@link keepAside}, where nothing has taken its place. */
export const bringBack = (aside: string, file: string): void => {
  if (!existsSync(file)) moveDatabase(aside, file);
};
