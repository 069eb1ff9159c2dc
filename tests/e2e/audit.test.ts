/** Edits behind the back of ws: they are found, they move nothing, and a lock that is removed lets nobody in. */
import { closeSync, constants, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mkfifoSync } from '../rig/fifo.ts';
import { git, makeFolder, makeRepository, removeFolder, startWs, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

type Listed = { readonly run: string; readonly status: string };
type Verified = {
  readonly valid: boolean;
  readonly runs: readonly { readonly run: string; readonly problem: string | null }[];
  readonly problems: readonly string[];
};

const define = (steps: readonly object[]): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'audited', steps } });
const stateDirectory = (): string => {
  const found = [join(repository, '.git/ws'), join(repository, '.ws')].find((at) => existsSync(join(at, 'state.db')));
  if (found === undefined) throw new Error('there is no state');
  return found;
};
const edit = (sql: string): void => {
  const database = new Database(join(stateDirectory(), 'state.db'));
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
};
const listed = (): Promise<readonly Listed[]> => wsJson<readonly Listed[]>(repository, ['list']);
const verified = async (): Promise<Verified> => {
  const said = await ws(repository, ['audit', 'verify', '--json']);
  // Cannot lie: it is what this command prints.
  const found = JSON.parse(said.stdout) as Verified;
  expect(said.code).toBe(found.valid ? 0 : 1);
  return found;
};

describe('a failed run whose table says that it succeeded', () => {
  beforeEach(async () => {
    define([
      { id: 'a', run: 'echo a > a.txt' },
      { id: 'b', needs: ['a'], run: 'exit 3' },
    ]);
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    expect(await verified()).toMatchObject({ valid: true, problems: [] });
  });

  test('is found, listed as failed, and merged with --force only', async () => {
    edit("UPDATE runs SET status = 'succeeded'");
    expect((await verified()).runs[0]?.problem).toMatch(/status is "succeeded" in its table, "failed" by the log/);
    expect(await listed()).toMatchObject([{ status: 'failed' }]);
    expect(await wsJson(repository, ['list', '--status', 'succeeded'])).toEqual([]);
    const refused = await ws(repository, ['merge']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--force');
    expect(git(repository, 'log', '--oneline')).not.toContain('ws:');
  });

  test.each([
    ['the status of a step', "UPDATE steps SET status = 'succeeded' WHERE step = 'b'", /step b: status/],
    ['the row of a step', "DELETE FROM steps WHERE step = 'b'", /step b has no row/],
    ['the row of a failure', 'DELETE FROM failures', /the failure of event \d+ has no row/],
    ['the code of a failure', "UPDATE failures SET code = 'network'", /code is "network"/],
  ])('is found where %s was edited', async (_, sql, problem) => {
    edit(sql);
    expect((await verified()).runs[0]?.problem).toMatch(problem);
  });
});

test('a succeeded run whose log was edited is merged only where the damage is accepted, and is told then', async () => {
  define([{ id: 'a', run: 'echo a > a.txt' }]);
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  edit("UPDATE events SET at = at + 1 WHERE type = 'step.succeeded'");
  const refused = await ws(repository, ['merge']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/is not what was recorded: event 5: is not what was written/);
  expect(existsSync(join(repository, 'a.txt'))).toBe(false);
  const forced = await ws(repository, ['merge', '--force']);
  expect([forced.code, forced.stderr]).toEqual([1, expect.stringContaining('--force --accept-damage')]);
  expect(existsSync(join(repository, 'a.txt'))).toBe(false);
  const merged = await ws(repository, ['merge', '--accept-damage']);
  expect([merged.code, merged.stderr]).toEqual([0, expect.stringContaining('is not what was recorded: event 5')]);
  expect(existsSync(join(repository, 'a.txt'))).toBe(true);
});

test('a run that was removed with all of its rows is missed', async () => {
  define([{ id: 'a', run: 'echo a > a.txt' }]);
  for (let runs = 0; runs < 2; runs++) expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  const [newest] = await listed();
  const id = newest?.run ?? '';
  const rows = ['events', 'steps', 'failures'].map((table) => `DELETE FROM ${table} WHERE run = '${id}'`);
  edit([...rows, `DELETE FROM runs WHERE id = '${id}'`].join(';'));
  const found = await verified();
  expect(found.runs.find(({ run }) => run === id)?.problem).toMatch(/it is gone, although the ledger/);
  // Also where somebody knows of the ledger: its checkpoints are still there.
  edit('DELETE FROM ledger WHERE number > 2; UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM events)');
  expect((await verified()).runs.find(({ run }) => run === id)?.problem).toMatch(/its checkpoints are there/);
});

test('a second driver is kept out while the first drives, whichever lock file was removed', async () => {
  const gate = join(folder, 'gate');
  mkfifoSync(gate);
  define([{ id: 'a', run: `read -r line < '${gate}'; echo "$line" > a.txt` }]);
  const writer = openSync(gate, constants.O_RDWR);
  const codes: number[] = [];
  let asked: Promise<void> = Promise.resolve();
  const driver = startWs(repository, ['run', 'w.json', '--json'], {
    onLine: (line) => {
      if (!line.includes('"step.started"')) return;
      asked = (async () => {
        const runs = join(stateDirectory(), 'runs');
        const [{ run = '' } = {}] = await listed();
        rmSync(join(runs, run, 'lock'));
        codes.push((await ws(repository, ['resume', run])).code ?? -1);
        codes.push((await ws(repository, ['resume', run])).code ?? -1);
        expect(readdirSync(join(runs, run))).toContain('lock');
        writeSync(writer, 'once\n');
      })();
    },
  });
  const ended = await driver.ended;
  await asked;
  closeSync(writer);
  expect(codes).toEqual([4, 4]);
  expect(ended.code, ended.stderr).toBe(0);
  expect(await verified()).toMatchObject({ valid: true });
});
