import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../../../../../core/id.ts';
import { logs } from '../random-log.ts';
import { aFolder, aStore } from './scratch.ts';

const run = runId('generated');
const TABLES = ['SELECT * FROM runs', 'SELECT * FROM steps ORDER BY step', 'SELECT * FROM failures ORDER BY seq'];
const EDITS = [
  "UPDATE runs SET title = 'other', status = 'succeeded', branch = NULL",
  "UPDATE steps SET status = 'succeeded', attempts = attempts + 1, checkpoint = 'x'",
  "UPDATE failures SET code = 'other', decision = 'retry'",
  'DELETE FROM steps; DELETE FROM failures',
  'DELETE FROM steps; DELETE FROM failures; DELETE FROM signals; DELETE FROM runs',
  "INSERT INTO steps SELECT run, 'stray', status, attempts, failures, exit_code, started_at, finished_at, checkpoint, detail_seq FROM steps LIMIT 1",
];

test('rows that were edited, removed or added are what the log says again, and the log is as it was', async () => {
  await fc.assert(
    fc.asyncProperty(logs(run), fc.constantFrom(...EDITS), async (log, edit) => {
      const file = join(aFolder(), 'state.db');
      const store = await aStore(file);
      await store.append(run, log);
      const database = new Database(file);
      const all = (): unknown[] => [...TABLES, 'SELECT * FROM events'].map((query) => database.prepare(query).all());
      const before = all();
      database.pragma('foreign_keys = OFF');
      database.exec(edit);
      await store.rebuildRows(run);
      expect(all()).toEqual(before);
      database.close();
      await store[Symbol.asyncDispose]();
    }),
    { numRuns: 40 },
  );
});
