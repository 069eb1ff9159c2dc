import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate, migrations, SCHEMA_SHA256, schemaOf } from '../../../../../core/state/sqlite/migrate.ts';

/** What a row says, whatever its number, and without the path that was dropped. */
const rows = (database: Database.Database, table: string): unknown[] =>
  database
    .prepare(`SELECT * FROM ${table} ORDER BY 1`)
    .all()
    .map((row) => ({ ...(row as object), position: undefined, worktree: undefined }));

test('runs of an earlier schema come through, with all that belongs to them, and may then be compensating', () => {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  expect(migrate(database, 'a.db', migrations.slice(0, 2))).toBeNull();
  database.exec(`
    INSERT INTO runs (number, id, workstream, title, status, hash, source, branch, worktree, base, created_at, started_at, finished_at)
      VALUES (7, 'r1', 'w', 'T', 'failed', 'h', '/a', 'b', '/w', 'c', 1, 2, 3), (9, 'r2', 'w', 'T', 'paused', 'h', NULL, NULL, NULL, NULL, 4, NULL, NULL);
    INSERT INTO events VALUES ('r1', 1, 'run.created', NULL, NULL, 1, 'r1', NULL, '{}', 'x', 'y');
    INSERT INTO steps VALUES ('r1', 'a', 'failed', 1, 1, 3, 1, 2, NULL, 1);
    INSERT INTO signals (run, at, payload) VALUES ('r2', 5, '{}');
  `);
  const tables = ['runs', 'events', 'steps', 'signals'];
  const before = tables.map((table) => rows(database, table));
  expect(migrate(database, 'a.db')).toBeNull();
  expect(tables.map((table) => rows(database, table))).toEqual(before);
  expect(database.pragma('foreign_key_check')).toEqual([]);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.exec("UPDATE runs SET status = 'compensating' WHERE id = 'r2'");
  expect(() => database.exec("UPDATE runs SET status = 'nonsense'")).toThrow(/CHECK/);
  expect(() => database.exec("DELETE FROM runs WHERE id = 'r1'")).toThrow(/FOREIGN KEY/);
  database.close();
});

test('events of an earlier schema get positions in the order in which they were committed', () => {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  expect(migrate(database, 'a.db', migrations.slice(0, 5))).toBeNull();
  database.exec(`
    INSERT INTO runs (id, workstream, title, status, hash, created_at)
      VALUES ('b', 'w', 'T', 'running', 'h', 1), ('a', 'w', 'T', 'running', 'h', 2);
  `);
  const insert = database.prepare(
    "INSERT INTO events VALUES (?, ?, 'run.started', NULL, NULL, ?, 'r', NULL, '{}', 'x', 'y')",
  );
  // Committed in this order, whatever the clocks of the two drivers said.
  const committed = [
    ['b', 1],
    ['a', 1],
    ['a', 2],
    ['b', 2],
    ['a', 3],
  ] as const;
  for (const [place, [run, seq]] of committed.entries()) insert.run(run, seq, 100 - place);
  // Leaves a hole, and numbers the rows anew where nothing holds them.
  database.exec("DELETE FROM events WHERE run = 'a' AND seq = 3; VACUUM");
  expect(migrate(database, 'a.db')).toBeNull();
  const placed = database.prepare('SELECT position, run, seq FROM events ORDER BY position').raw().all();
  expect(placed).toEqual([
    [1, 'b', 1],
    [2, 'a', 1],
    [3, 'a', 2],
    [4, 'b', 2],
  ]);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  // A position is not given twice, although the event that had it is gone.
  const add = database.prepare(
    `INSERT INTO events (run, seq, type, at, correlation, payload, hash, previous_hash)
     VALUES (?, ?, 'run.started', 1, 'r', '{}', 'x', 'y') RETURNING position`,
  );
  expect(add.pluck().get('b', 3)).toBe(5);
  database.exec("DELETE FROM events WHERE run = 'b' AND seq = 3");
  expect(add.get('b', 3)).toBe(6);
  expect(() => add.get('b', 3)).toThrow(/UNIQUE/);
  database.close();
});

test('the schema that is expected of a database is the one that the migrations make', () => {
  const database = new Database(':memory:');
  expect(migrate(database, 'state.db')).toBeNull();
  expect(SCHEMA_SHA256).toBe(schemaOf(database));
});
