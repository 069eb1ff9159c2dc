import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate, migrations } from '../../../../../core/state/sqlite/migrate.ts';

const rows = (database: Database.Database, table: string): unknown[] =>
  database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all();

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
