/** Opening a database that is new, foreign, old, newer, edited, read-only, or wanted by many at once. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { refuseOldSqlite } from '../../../../core/state/sqlite/connection.ts';
import { migrate, migrations } from '../../../../core/state/sqlite/migrate.ts';
import { explainOpening } from '../../../../core/state/sqlite/store-error.ts';
import { openSqliteStore, sha256, type SqliteStoreOptions } from '../../../../core/state/sqlite/store.ts';
import { created, placed } from '../../../unit/core/state/example-log.ts';
import { aFolder, aStore } from '../../../unit/core/state/sqlite/scratch.ts';
import { startProgram } from './program.ts';

const run = runId('opened');
const everything = { statuses: null, workstream: null, limit: 100 };

const codeOf = async (file: string, options: Partial<SqliteStoreOptions> = {}): Promise<string> => {
  const opened = await openSqliteStore({ synchronous: 'full', failpoint: () => undefined, ...options, file });
  if (!opened.ok) return opened.error.code;
  await opened.value[Symbol.asyncDispose]();
  return 'opened';
};

/** A database with one run in it, closed. */
const aDatabase = async (folder: string): Promise<string> => {
  const file = join(folder, 'state.db');
  const store = await aStore(file);
  await store.append(run, placed(run, [created()]));
  await store[Symbol.asyncDispose]();
  return file;
};

const edit = (file: string, sql: string): void => {
  const database = new Database(file);
  database.exec(sql);
  database.close();
};

test('twenty processes that open a new database at once all write to it', async () => {
  const file = join(aFolder(), 'state.db');
  const writers = Array.from({ length: 20 }, (_, place) => startProgram('open-store', [file, `run${place}`]));
  for (const writer of writers) expect(await writer.line()).toBe('ready');
  for (const writer of writers) writer.go();
  const said = await Promise.all(writers.map((writer) => writer.rest()));
  expect(said).toEqual(writers.map(() => ['appended']));
  const store = await aStore(file);
  expect(await store.runs(everything)).toHaveLength(20);
  await store[Symbol.asyncDispose]();
});

describe('the schema', () => {
  test('was not edited since it was released', () => {
    expect(migrations.map(({ number, name, sql }) => [number, name, sha256(sql)])).toEqual([
      [1, 'events', 'd7d36cc853fb2b07dd3cc539cdc386771c682d7b4b3cd70f92070901a4d84acd'],
      [2, 'proposals', 'd86b52cbcd792908a18cd97b1e3dc2bcd320ce104759afdc9750a14e4c37d885'],
      [3, 'compensating', '8f241c15e623ec77b799864b7ce328b5acdc15275632f3c025ea8b7bf5290c21'],
      [4, 'failures', '5b04ad040ee3f525bc48aed76ec2fc9905e1c1ed62c40525f8c5072dffef10b6'],
      [5, 'spec-index', '07fc12b3ac7466ecd168ab03d9f9cf3a5c70efe8e47d180459194e911c1547d2'],
      [6, 'position', 'e48cc5c9598fb10f1343472eed24710b923e405ea74be252261f81e0e54f6b2b'],
      [7, 'ledger', 'b46cb28bbb232798c09aa324fa084926f70d3c6fc94c94b76a11a76cfc8095c0'],
      [8, 'marks', '3ee4897c31eb4bd8ea9dda46ed10e91f469c0ab53a6343e6624eea5e80023ac4'],
      [9, 'emitted', '89db27cf879614599461101224c36a171be0528226c7169d99150329fa6f5ded'],
    ]);
  });

  test.each([
    ['newer than this program', "INSERT INTO migrations VALUES (99, 'later', 'x')", 'schema-newer'],
    ['made by an edited migration', "UPDATE migrations SET sha256 = 'x'", 'schema-edited'],
    ['made by a renamed migration', "UPDATE migrations SET name = 'x'", 'schema-edited'],
    ['that lacks a migration in between', 'DELETE FROM migrations WHERE number = 1', 'schema-edited'],
  ])('%s is refused, and nothing is touched', async (_, sql, code) => {
    const file = await aDatabase(aFolder());
    edit(file, sql);
    const before = readFileSync(file);
    expect(await codeOf(file)).toBe(code);
    expect(await codeOf(file, { readOnly: true })).toBe(code);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('of somebody else is refused, and nothing is touched', async () => {
    const file = join(aFolder(), 'state.db');
    edit(file, 'CREATE TABLE customers (name TEXT)');
    const before = readFileSync(file);
    expect(await codeOf(file)).toBe('foreign');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('goes forward by what is missing, and back with everything that failed', async () => {
    const file = await aDatabase(aFolder());
    const database = new Database(file);
    const next = migrations.length + 1;
    const second = { number: next, name: 'more', sql: 'CREATE TABLE more (x TEXT) STRICT' };
    const wrong = {
      number: next + 1,
      name: 'wrong',
      sql: 'CREATE TABLE even_more (x TEXT) STRICT; CREATE TABLE more (x TEXT)',
    };
    expect(() => migrate(database, file, [...migrations, second, wrong])).toThrow('more already exists');
    const tables = () => database.prepare("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%more'").pluck().get();
    expect(tables()).toBe(0);
    expect(migrate(database, file, [...migrations, second])).toBeNull();
    expect(migrate(database, file, [...migrations, second])).toBeNull();
    expect(tables()).toBe(1);
    database.close();
    expect(await codeOf(file)).toBe('schema-newer');
  });
});

describe('opening for reading', () => {
  test('makes no database where there is none', async () => {
    const folder = aFolder();
    expect(await codeOf(join(folder, 'state.db'), { readOnly: true })).toBe('missing');
    expect(await codeOf(join(folder, 'no', 'state.db'))).toBe('missing');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('shows what is committed while another writes, and never writes itself', async () => {
    const file = await aDatabase(aFolder());
    const writer = new Database(file);
    writer.exec('BEGIN IMMEDIATE');
    const store = await aStore(file, { readOnly: true, busyWaitMs: 0 });
    expect(await store.runs(everything)).toHaveLength(1);
    expect(await store.append(run, placed(run, [created()]))).toMatchObject({ ok: false, error: { code: 'broken' } });
    writer.exec('COMMIT');
    writer.close();
    await store[Symbol.asyncDispose]();
  });

  // Only the superuser can become somebody who may not write.
  test.runIf(process.getuid?.() === 0)('says so where the folder may not be written to', async () => {
    const folder = aFolder();
    const file = await aDatabase(folder);
    chmodSync(folder, 0o555);
    chmodSync(file, 0o444);
    const reader = startProgram('open-store', [file, run, 'read'], { uid: 65534 });
    expect(await reader.line()).toBe('ready');
    reader.go();
    expect(await reader.rest()).toEqual(['read-only']);
  });
});

describe('what is in the way', () => {
  test('is named where it is no database', async () => {
    const file = join(aFolder(), 'state.db');
    writeFileSync(file, 'this is a letter, and rather a long one, to somebody who never asked for it'.repeat(100));
    expect(await codeOf(file)).toBe('damaged');
  });

  test('is named where it is a process that never lets go', async () => {
    const file = await aDatabase(aFolder());
    const other = new Database(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE; UPDATE runs SET title = title; COMMIT');
    expect(await codeOf(file, { busyWaitMs: 50 })).toBe('busy');
    other.close();
    expect(await codeOf(file)).toBe('opened');
  });

  test.each([
    ['3.51.2', 'old-sqlite'],
    ['3.9.0', 'old-sqlite'],
    ['3.51.3', undefined],
    ['3.100.0', undefined],
    ['4.0.0', undefined],
  ])('SQLite %s: %s', (version, code) => {
    expect(refuseOldSqlite(version, 'state.db')?.code).toBe(code);
  });

  test.each([
    ['ERR_DLOPEN_FAILED', 'The module was compiled against a different Node.js version'],
    ['MODULE_NOT_FOUND', 'Cannot find module'],
    ['', 'Could not locate the bindings file. Tried:\n → somewhere'],
  ])('a missing native part (%s) is explained with what to run', (code, message) => {
    const explained = explainOpening(Object.assign(new Error(message), { code }), 'state.db');
    expect(explained.code).toBe('binding');
    expect(explained.hint).toContain('npm rebuild better-sqlite3');
    expect(explained.message).not.toContain('\n');
  });

  test('is not explained away where it is a bug', () => {
    expect(() => explainOpening(new TypeError('x is not a function'), 'state.db')).toThrow('x is not a function');
  });
});
