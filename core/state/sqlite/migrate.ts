/** Brings a database to the schema this version of ws knows: forward only, by number and hash. */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { events } from './migrations/0001-events.ts';
import { proposals } from './migrations/0002-proposals.ts';
import { compensating } from './migrations/0003-compensating.ts';
import { failures } from './migrations/0004-failures.ts';
import { specIndex } from './migrations/0005-spec-index.ts';
import { position } from './migrations/0006-position.ts';
import { fillLedger, ledger } from './migrations/0007-ledger.ts';
import { marks } from './migrations/0008-marks.ts';
import { emitted, sealOutside } from './migrations/0009-emitted.ts';
import { storeError, type StoreError } from './store-error.ts';

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Puts in, after `sql`, what SQLite cannot reckon. */
  readonly fill?: (database: Database) => void;
};

/** In order, numbered from 1; one that was released is never edited. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'events', sql: events },
  { number: 2, name: 'proposals', sql: proposals },
  { number: 3, name: 'compensating', sql: compensating },
  { number: 4, name: 'failures', sql: failures },
  { number: 5, name: 'spec-index', sql: specIndex },
  { number: 6, name: 'position', sql: position },
  { number: 7, name: 'ledger', sql: ledger, fill: fillLedger },
  { number: 8, name: 'marks', sql: marks },
  { number: 9, name: 'emitted', sql: emitted, fill: sealOutside },
];

/** Makes the table that says which migrations a database has had. */
export const MIGRATIONS =
  'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT';

type Applied = { readonly number: number; readonly name: string; readonly sha256: string };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * SHA-256 of what the migrations make, as SQLite lists it. Nobody but them adds anything, such as a trigger, or takes anything
 * away. A test holds it against a database that was just made.
 */
export const SCHEMA_SHA256 = '43b0fcc2a90c68c262360c9d69cbba8091376076770a34d642ae395ccf90d4a6';

/** The digest of every table, index, trigger and view that a database has; those that SQLite makes for itself have no text. */
export const schemaOf = (database: Database): string => {
  const rows = database
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
    )
    .raw()
    .all();
  return sha256(JSON.stringify(rows));
};

/** Whether a database has the schema of this version, and nothing beside it. */
export const isSchemaWhole = (database: Database): boolean => schemaOf(database) === SCHEMA_SHA256;

/** Whose a database is, by one look: between two, another process could make it. */
const ownerOf = (database: Database): 'ours' | 'nobody' | 'foreign' => {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (tables.includes('migrations')) return 'ours';
  return tables.length === 0 ? 'nobody' : 'foreign';
};

/** What is still to be applied, or why nothing may be. */
const pending = (database: Database, known: readonly Migration[], file: string): readonly Migration[] | StoreError => {
  const owner = ownerOf(database);
  if (owner === 'foreign') return storeError('foreign', file, 'it is no database of ws');
  if (owner === 'nobody') return known;
  // Cannot lie: the table is ours, and its columns are strict.
  const applied = database.prepare('SELECT number, name, sha256 FROM migrations ORDER BY number').all() as Applied[];
  const newest = applied.at(-1)?.number ?? 0;
  if (newest > known.length)
    return storeError('schema-newer', file, `its schema is number ${newest}; this ws knows ${known.length}`);
  for (let place = 0; place < applied.length; place++) {
    const [was, is] = [applied[place], known[place]];
    if (was?.number !== is?.number || was?.name !== is?.name)
      return storeError('schema-edited', file, `migration ${place + 1} was left out or renamed`);
    if (is !== undefined && was?.sha256 !== sha256(is.sql))
      return storeError('schema-edited', file, `migration ${is.number} (${is.name}) was edited after it was applied`);
  }
  return known.slice(applied.length);
};

/** Why a database of the state must not be trusted, whose migrations are all applied; null where it is what they make. */
export const refuseStrange = (database: Database, file: string): StoreError | null =>
  isSchemaWhole(database)
    ? null
    : storeError('damaged', file, 'its tables, indexes or triggers are not those that ws made');

/** Why a database must not be touched; null where it is empty or its schema is, or can be brought, up to date. */
export const refuseSchema = (
  database: Database,
  file: string,
  known: readonly Migration[] = migrations,
): StoreError | null => {
  const found = pending(database, known, file);
  if ('code' in found) return found;
  const [first] = found;
  if (first === undefined || !database.readonly) return null;
  return storeError('schema-older', file, `migration ${first.number} (${first.name}) is not applied yet`);
};

/**
 * Applies what is missing in one transaction; null when the schema is current. A refused database is not touched.
 * Throws what SQLite throws, busy included.
 */
export const migrate = (
  database: Database,
  file: string,
  known: readonly Migration[] = migrations,
): StoreError | null => {
  const first = pending(database, known, file);
  if ('code' in first) return first;
  if (first.length === 0) return null;
  return database
    .transaction((): StoreError | null => {
      // Read again: another process may have been first.
      const missing = pending(database, known, file);
      if ('code' in missing) return missing;
      database.exec(MIGRATIONS);
      const note = database.prepare('INSERT INTO migrations (number, name, sha256) VALUES (?, ?, ?)');
      for (const { number, name, sql, fill } of missing) {
        database.exec(sql);
        fill?.(database);
        note.run(number, name, sha256(sql));
      }
      return null;
    })
    .immediate();
};
