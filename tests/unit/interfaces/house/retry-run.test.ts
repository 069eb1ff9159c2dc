/** What a retry finds in its worktree, and what is prepared there before any step. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { worktreeOf } from '../../../../adapters/git/worktree/place.ts';
import type { WsEvent } from '../../../../core/event.ts';
import { runId, stepId, type RunId } from '../../../../core/id.ts';
import { SETUP } from '../../../../core/planning/setup.ts';
import type { RunRow } from '../../../../core/run-tables.ts';
import { driveRun } from '../../../../interfaces/house/drive-run.ts';
import type { Driven } from '../../../../interfaces/house/driving.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import { retryRun } from '../../../../interfaces/house/retry-run.ts';
import { startRun } from '../../../../interfaces/house/start-run.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

let folder = '';
let root = '';
let house: House;
beforeEach(async () => {
  folder = makeFolder('ws retry ');
  root = makeRepository(join(folder, 'repo'), { '.gitignore': 'node_modules/\n', 'lock.txt': '1\n' });
  const opened = await (await aHome(root)).composer.openHouse(root);
  if (!opened.ok) throw new Error(opened.error.message);
  house = opened.value;
});
afterEach(() => removeFolder(folder));

type Told = {
  readonly run: RunId;
  readonly driven: Driven;
  readonly events: readonly WsEvent[];
  readonly notes: string[];
};

const drive = async (run: RunId): Promise<Told> => {
  const { plan } = await loadDefinition(join(root, 'w.json'));
  if (plan === null) throw new Error('the file is valid');
  const never = new AbortController().signal;
  const events: WsEvent[] = [];
  const notes: string[] = [];
  const note = (line: string): void => void notes.push(line);
  const options = {
    workstream: plan.workstream,
    directory: root,
    onTrouble: note,
    onNote: note,
    stop: never,
    kill: never,
  };
  const driven = await driveRun(run, { ...options, onEvent: (event) => void events.push(event) }, house);
  return { run, driven, events, notes };
};

const run = async (definition: object): Promise<Told> => {
  writeFiles(root, { 'w.json': { version: 1, id: 'w', ...definition } });
  const { plan, diagnostics } = await loadDefinition(join(root, 'w.json'));
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const source = join(root, 'w.json');
  const started = await startRun({ plan, source, directory: root, inputs: {}, base: null, concurrency: null }, house);
  if (!started.ok) throw new Error(started.error.message);
  return drive(started.value);
};

const rowOf = async (id: RunId): Promise<RunRow> => {
  const row = await house.store.run(id);
  if (row === null) throw new Error('a run that was started is there');
  return row;
};

const retry = async (id: RunId): Promise<Told> => {
  const made = await retryRun({ run: await rowOf(id), from: null, directory: root }, house);
  if (!made.ok) throw new Error(made.error.message);
  return drive(made.value);
};

const loseWorktree = (id: RunId): void => rmSync(worktreeOf(house.repository, id), { recursive: true });
const diary = (): readonly string[] => {
  const file = join(folder, 'diary');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

/** A step that fails until there is a file. */
const late = { id: 'late', run: 'test -e "$GO"' };
const env = (): object => ({ DIARY: join(folder, 'diary'), GO: join(folder, 'go') });

test('a worktree is set up once, before any step, and a retry takes it over', async () => {
  const setup = 'echo setup >> "$DIARY"; mkdir -p node_modules; echo x > node_modules/x';
  const steps = [
    { id: 'first', run: 'cat node_modules/x; echo first >> "$DIARY"' },
    { ...late, needs: ['first'] },
  ];
  const failed = await run({ env: env(), worktree: { setup }, steps });
  expect(failed.driven.end).toEqual({ kind: 'finished', status: 'failed' });
  writeFiles(folder, { go: '' });
  const again = await retry(failed.run);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(diary()).toEqual(['setup', 'first']);
});

test('a new worktree is set up anew, and one whose lock file a step has changed, too', async () => {
  const setup = 'cat lock.txt; echo setup >> "$DIARY"';
  const failed = await run({
    env: env(),
    worktree: { setup },
    steps: [
      { id: 'bump', run: 'echo 2 > lock.txt' },
      { ...late, needs: ['bump'] },
    ],
  });
  loseWorktree(failed.run);
  await retry(failed.run);
  expect(diary()).toEqual(['setup', 'setup']);
});

test.each<[string, string, string]>([
  ['fails', 'echo no network >&2; exit 7', 'exit'],
  ['changes what git tracks', 'echo 2 > lock.txt', 'lock.txt'],
])('a setup that %s keeps the run from starting, and is done again once it is mended', async (_, setup, why) => {
  const script = `echo setup >> "$DIARY"; test -e "$GO" || { ${setup}; }`;
  const first = await run({
    env: env(),
    worktree: { setup: script },
    steps: [{ id: 'a', run: 'cat lock.txt >> "$DIARY"' }],
  });
  expect(first.driven.end).toMatchObject({ kind: 'broken' });
  expect(JSON.stringify(first.driven.end)).toContain(why);
  expect(JSON.stringify(first.driven.end)).toContain(`ws logs ${first.run}`);
  expect(first.events).toEqual([]);
  const { stderr } = house.files.paths({ run: runId(first.run), step: stepId(SETUP), attempt: 1 });
  expect(readFileSync(stderr, 'utf8')).toBe(setup.includes('network') ? 'no network\n' : '');
  writeFiles(folder, { go: '' });
  expect((await drive(first.run)).driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(diary()).toEqual(['setup', 'setup', '1']);
});
