/** A state that is damaged is told as such, whoever asks; nothing is taken for whole that is not. */
import {
  existsSync,
  openSync,
  closeSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

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

describe('a run that has ended and whose log was cut', () => {
  let run = '';
  beforeEach(async () => {
    writeFiles(repository, { 'v.json': { version: 1, id: 'cut', steps: [{ id: 'a', run: 'echo x > x.txt' }] } });
    expect((await ws(repository, ['run', 'v.json'])).code).toBe(0);
    const [newest] = await wsJson<readonly { readonly run: string }[]>(repository, ['list']);
    run = newest?.run ?? '';
  });
  const all = ['list', 'status', 'show'];
  test.each([
    ['an event in the middle', 'seq = 3', all],
    ['its first event', 'seq = 1', all],
    ['its end', 'seq > 4', all],
    ['all of it', 'seq > 0', ['list', 'status']],
  ])('is told as damaged, with what can be done: %s', async (_, where, commands) => {
    edit(`DELETE FROM events WHERE run = '${run}' AND ${where}`);
    for (const command of commands) {
      const said = await ws(repository, command === 'list' ? [command] : [command, run]);
      expect(said.code, said.stderr).toBe(0);
      const line = said.stdout.split('\n').find((each) => each.includes(command === 'list' ? run : 'damaged'));
      expect(line, said.stdout).toContain('damaged');
      expect(said.stdout).not.toMatch(new RegExp(`^cut (succeeded|running)|${run} +(succeeded|running)`, 'm'));
      if (command !== 'list')
        expect(said.stdout).toContain(`ws merge ${run} --force --accept-damage; rebuild its log: ws repair`);
    }
    const [{ status = '' } = {}] = await wsJson<readonly { readonly status?: string }[]>(repository, ['list']);
    expect(status).toBe('damaged');
    expect((await ws(repository, ['resume', run])).code).not.toBe(0);
  });

  test('is told so by who reads it, and not retried, where an event was edited', async () => {
    edit(`UPDATE events SET at = at + 1 WHERE run = '${run}' AND seq = 3`);
    for (const command of ['status', 'show']) {
      const said = await ws(repository, [command, run]);
      expect(said.stdout).toMatch(/^cut damaged/m);
      expect(said.stdout).toContain('event 3: is not what was written');
    }
    const said = await ws(repository, ['retry', run]);
    expect([said.code, said.stderr.includes('Rebuild it: ws repair')]).toEqual([1, true]);
    rmSync(join(stateDirectory(), 'runs', run, 'events.jsonl'));
    expect((await ws(repository, ['repair'])).code).toBe(1);
    const shown = await ws(repository, ['show', run]);
    expect(shown.stdout).toContain(`take it: ws merge ${run} --force; do the rest again: ws retry ${run}`);
    expect((await ws(repository, ['retry', run])).code).toBe(0);
  });
});

describe('a run that waits and whose newest events were cut', () => {
  beforeEach(() => edit('DELETE FROM events WHERE seq > 5'));

  test('is told as damaged by whoever looks, and not gone on with', async () => {
    const [{ run = '', status = '', damage = '' } = {}] = await wsJson<readonly Record<string, string>[]>(repository, [
      'list',
    ]);
    expect(status).toBe('damaged');
    expect(damage).toBe('event 6: is gone, although the second copy of the log holds it');
    expect((await ws(repository, ['list'])).stdout).toMatch(new RegExp(`^${run} +damaged`, 'm'));
    expect((await ws(repository, ['list', '--status', 'damaged', '--quiet'])).stdout).toBe(`${run}\n`);
    expect((await ws(repository, ['list', '--status', 'running,waiting', '--quiet'])).stdout).toBe('');
    for (const command of ['status', 'show']) {
      const said = await ws(repository, [command]);
      expect(said.stdout).toMatch(/^harmed damaged/m);
      expect(said.stdout).toContain(damage);
    }
    const verified = await ws(repository, ['audit', 'verify']);
    expect([verified.code, verified.stdout.includes(damage)]).toEqual([1, true]);
    const resumed = await ws(repository, ['resume']);
    expect([resumed.code, resumed.stderr.includes('Rebuild it: ws repair')]).toEqual([1, true]);
  });

  test('goes on after ws repair as if nothing had been, for the copy had all of it', async () => {
    expect((await ws(repository, ['repair'])).code).toBe(0);
    const [{ run = '' } = {}] = await wsJson<readonly { readonly run?: string }[]>(repository, ['list']);
    const said = await ws(repository, ['answer', run, 'b', 'accept', '--resume']);
    expect(said.code, said.stderr).toBe(0);
    expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
    expect((await ws(repository, ['show'])).stdout.match(/▶ a {2}started/g)).toHaveLength(1);
  });
});

test('a run whose archive is gone is told as damaged by whoever looks, until it is back', async () => {
  writeFiles(repository, { 'v.json': { version: 1, id: 'old', steps: [{ id: 'a', run: 'true' }] } });
  expect((await ws(repository, ['run', 'v.json'])).code).toBe(0);
  const [{ run = '' } = {}] = await wsJson<readonly { readonly run?: string }[]>(repository, ['list']);
  await ws(repository, ['gc', '--keep', '0', '--older-than', '0s', '--runs', '0s']);
  const archive = join(stateDirectory(), 'archive', `${run}.events.jsonl.gz`);
  const gone = `its archive ${archive} is gone`;
  const listed = async (): Promise<string> => (await ws(repository, ['list'])).stdout;
  expect(await listed()).toMatch(new RegExp(`^${run} +succeeded, archived `, 'm'));
  renameSync(archive, `${archive}.kept`);
  expect(await listed()).toMatch(new RegExp(`^${run} +succeeded, archived, damaged `, 'm'));
  expect((await wsJson<readonly { readonly damage?: string }[]>(repository, ['list']))[0]?.damage).toBe(gone);
  for (const command of ['status', 'show']) {
    const said = await ws(repository, [command, run]);
    expect(said.stdout).toMatch(/^old damaged/m);
    expect(said.stdout).toContain(gone);
    expect(said.stdout).toContain('Put the archive back from a copy');
    expect(said.stderr).not.toContain('read them: gzip');
  }
  renameSync(`${archive}.kept`, archive);
  expect(await listed()).toMatch(new RegExp(`^${run} +succeeded, archived `, 'm'));
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

  test('goes by the log where tables were edited, and says so', async () => {
    edit("UPDATE steps SET status = 'failed', exit_code = 9; DELETE FROM failures; UPDATE runs SET title = 'other'");
    const said = await ws(repository, ['resume']);
    expect(said.stderr).toMatch(
      /what is derived from the log of run \S+ was edited \(.+\); it is rebuilt from the log/,
    );
    const verified = await ws(repository, ['audit', 'verify']);
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('intact')]);
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

type Repaired = {
  readonly kept: string | null;
  readonly runs: readonly { readonly run: string; readonly outcome: string; readonly reason: string | null }[];
};

describe('ws repair', () => {
  const theRun = async (): Promise<string> => {
    const [{ run } = { run: '' }] = await wsJson<readonly { readonly run: string }[]>(repository, ['list']);
    return run;
  };
  const repaired = async (code: number): Promise<Repaired> => {
    const said = await ws(repository, ['repair', '--json']);
    expect(said.code, said.stderr).toBe(code);
    // Cannot lie: it is what this command prints.
    return JSON.parse(said.stdout) as Repaired;
  };
  const isIntact = async (): Promise<void> => {
    const said = await ws(repository, ['audit', 'verify']);
    expect(said.code, said.stdout).toBe(0);
  };

  test('leaves a state alone that is not damaged', async () => {
    expect(await repaired(0)).toEqual({ kept: null, runs: [] });
    expect(readdirSync(stateDirectory()).filter((name) => name.includes('.damaged-'))).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['a database of rubbish', harmPages],
    ['no database that it could be', () => writeFileSync(join(stateDirectory(), 'state.db'), 'rubbish '.repeat(999))],
    ['an event that was edited', () => edit("UPDATE events SET at = at + 1 WHERE type = 'step.succeeded'")],
    ['an event that is gone', () => edit("DELETE FROM events WHERE type = 'step.started'")],
    ['a table that says something else', () => edit("UPDATE runs SET status = 'succeeded'")],
    ['a run that was removed', () => edit('DELETE FROM events; DELETE FROM steps; DELETE FROM runs')],
  ])('makes a run whole again by its second copy, which goes on to its end: %s', async (_, harm) => {
    const run = await theRun();
    harm();
    const { kept, runs } = await repaired(0);
    expect(runs).toMatchObject([{ run, outcome: 'whole' }]);
    expect(existsSync(kept ?? '')).toBe(true);
    await isIntact();
    const answered = await ws(repository, ['answer', run, 'b', 'accept']);
    expect(answered.code, answered.stderr).toBe(0);
    const resumed = await ws(repository, ['resume', run]);
    expect(resumed.code, resumed.stderr).toBe(0);
    await isIntact();
  });

  test('says which run is damaged: it is looked at, merged and retried, and never resumed', async () => {
    const run = await theRun();
    rmSync(join(stateDirectory(), 'runs', run, 'events.jsonl'));
    edit("DELETE FROM events WHERE type = 'step.parked'");
    expect(await repaired(1)).toMatchObject({ runs: [{ run, outcome: 'damaged' }] });
    await isIntact();
    expect(await wsJson(repository, ['list'])).toMatchObject([{ run, status: 'damaged' }]);
    const resumed = await ws(repository, ['resume', run]);
    expect(resumed.code).toBe(1);
    expect(resumed.stderr).toMatch(/is damaged already; nothing is left to resume/);
    expect((await ws(repository, ['status', run])).code).not.toBe(70);
    expect((await ws(repository, ['show', run])).stdout).toContain('are lost');
    const retried = await ws(repository, ['retry', run]);
    expect(retried.code, retried.stderr).toBe(3);
    const steps = (
      await wsJson<{ readonly steps: readonly { readonly id: string; readonly attempts: number }[] }>(repository, [
        'status',
      ])
    ).steps;
    // What its log still vouches for is not done again.
    expect(steps.find(({ id }) => id === 'a')).toMatchObject({ status: 'succeeded', attempts: 0 });
    expect((await ws(repository, ['merge', run])).code).toBe(1);
    expect((await ws(repository, ['merge', run, '--force'])).code).toBe(0);
    expect(git(repository, 'show', 'HEAD:a.txt')).toBe('a');
    await isIntact();
  });

  test('is refused while a run is driven', async () => {
    const run = await theRun();
    const holder = new Database(join(stateDirectory(), 'runs', run, 'lock'));
    holder.exec('BEGIN EXCLUSIVE');
    edit("UPDATE runs SET status = 'succeeded'");
    const said = await ws(repository, ['repair']);
    expect(said.code).toBe(4);
    expect(said.stderr).toContain(`run ${run} is driven`);
    holder.close();
  });
});
