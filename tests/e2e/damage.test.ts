/** A state that is damaged is told as such, whoever asks; nothing is taken for whole that is not. */
import { existsSync, openSync, closeSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(async () => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
  const steps = [
    { id: 'a', run: 'echo a > a.txt; echo n=1 >> "$WS_OUTPUT"' },
    { id: 'b', needs: ['a'], tool: 'manual', with: { prompt: 'go on?' } },
    { id: 'c', needs: ['b'], run: 'echo c > c.txt' },
  ];
  writeFiles(repository, { 'w.json': { version: 1, id: 'harmed', steps } });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(3);
});
afterEach(() => removeFolder(folder));

const stateDirectory = (): string => {
  const places = [join(repository, '.git/ws'), join(repository, '.ws')];
  const found = places.find((at) => existsSync(at) && readdirSync(at).some((name) => name.startsWith('state.db')));
  if (found === undefined) throw new Error('there is no state');
  return found;
};
const edit = (sql: string): void => {
  const database = new Database(join(stateDirectory(), 'state.db'));
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
};
/** Overwrites the middle of the database, which every table has some of. */
const harmPages = (): void => {
  const file = join(stateDirectory(), 'state.db');
  edit('PRAGMA wal_checkpoint(TRUNCATE)');
  const handle = openSync(file, 'r+');
  for (let at = 4096; at + 200 < statSync(file).size; at += 4096)
    writeSync(handle, Buffer.alloc(200, 0xa5), 0, 200, at);
  closeSync(handle);
};

const looks = [['list'], ['status'], ['show'], ['events'], ['diff'], ['resume'], ['failures'], ['merge', '--force']];

describe('every command', () => {
  test.each(looks)('says that it is damage: ws %s', async (...argv) => {
    harmPages();
    const said = await ws(repository, argv);
    expect([1, 2], said.stderr).toContain(said.code);
    expect(said.stderr).toMatch(/damaged/);
    expect(said.stderr).not.toMatch(/bug/);
  });

  test.each(looks)('says so of an event that is gone, or tells what is there: ws %s', async (...argv) => {
    edit("DELETE FROM events WHERE type = 'step.started'; UPDATE events SET payload = '{' WHERE type = 'step.parked'");
    const said = await ws(repository, argv);
    expect(said.code, said.stderr).not.toBe(70);
    if (said.code !== 0) expect(said.stderr).toMatch(/damaged|no changes/);
  });
});

describe('ws resume', () => {
  test('does not go on with a run whose log was edited, and leaves the others alone', async () => {
    edit("UPDATE events SET at = at + 1 WHERE type = 'step.succeeded'");
    const said = await ws(repository, ['resume']);
    expect(said.code).toBe(1);
    expect(said.stderr).toMatch(
      /the log of run \S+ is damaged: event 5: is not what was written\. Rebuild it: ws repair/,
    );
    expect(readdirSync(stateDirectory()).filter((name) => name.includes('.damaged-'))).toEqual([]);
    writeFiles(repository, { 'v.json': { version: 1, id: 'whole', steps: [{ id: 'a', run: 'true' }] } });
    expect((await ws(repository, ['run', 'v.json'])).code).toBe(0);
  });

  test('keeps a damaged database aside, and nothing begins anew in its place unasked', async () => {
    harmPages();
    const said = await ws(repository, ['resume']);
    expect(said.stderr).toMatch(/damaged/);
    const again = await ws(repository, ['list']);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/damaged/);
    expect(again.stderr).toMatch(/ws repair/);
  });

  test('looks at a finished run, too', async () => {
    const [{ run } = { run: '' }] = await wsJson<readonly { readonly run: string }[]>(repository, ['list']);
    expect((await ws(repository, ['cancel', run])).code).toBe(0);
    await ws(repository, ['resume', run]);
    edit("UPDATE events SET at = at + 1 WHERE type = 'step.succeeded'");
    const said = await ws(repository, ['resume', run]);
    expect(said.code).toBe(1);
    expect(said.stderr).toMatch(/is damaged: event 5/);
  });
});
