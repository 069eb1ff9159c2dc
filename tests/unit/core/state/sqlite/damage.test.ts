import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openSqliteAudit } from '../../../../../core/state/sqlite/audit.ts';
import { salvage } from '../../../../../core/state/sqlite/repair/salvage.ts';
import { openSqliteStore } from '../../../../../core/state/sqlite/store.ts';
import { aFolder, aStore } from './scratch.ts';

const failpoint = (): void => undefined;

const made = async (): Promise<string> => {
  const file = join(aFolder(), 'state.db');
  await (await aStore(file))[Symbol.asyncDispose]();
  return file;
};

const sql =
  (text: string) =>
  (file: string): void => {
    const database = new Database(file);
    database.exec(text);
    database.close();
  };

test.each<[string, (file: string) => void]>([
  ['a table is gone', sql('DROP TABLE sums')],
  ['a table was added', sql('CREATE TABLE mine (x)')],
  ['a column was added', sql('ALTER TABLE signals ADD COLUMN mine TEXT')],
  ['a trigger was planted', sql('CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM ledger; END')],
  ['a view was planted', sql('CREATE VIEW v AS SELECT * FROM events')],
  ['it does not say which migrations it has had', sql('DELETE FROM migrations')],
  ['it says so of too few', sql('DELETE FROM migrations WHERE number > 3')],
  ['the table of migrations is another', sql('DROP TABLE migrations; CREATE TABLE migrations (x)')],
  [
    'it is a folder',
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
  [
    'it is a pipe',
    (file) => {
      rmSync(file);
      execFileSync('mkfifo', [file]);
    },
  ],
  ['its log is a pipe', (file) => void execFileSync('mkfifo', [`${file}-wal`])],
])('a database is damaged where %s, and is told and salvaged as that', async (_, damage) => {
  const file = await made();
  damage(file);
  const opened = await openSqliteStore({ file, synchronous: 'normal', failpoint });
  expect(opened).toMatchObject({ ok: false, error: { code: 'damaged' } });
  expect((await openSqliteAudit(file)).ok).toBe(false);
  expect(salvage(file).events).toEqual([]);
});
