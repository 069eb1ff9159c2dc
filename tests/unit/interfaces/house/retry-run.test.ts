/** What a retry finds in its worktree, and what is prepared there before any step. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { worktreeOf } from '../../../../adapters/git/worktree/place.ts';
import type { WsEvent } from '../../../../core/event.ts';
import { runId, stepId, type RunId } from '../../../../core/id.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { SETUP } from '../../../../core/planning/setup.ts';
import type { RunRow } from '../../../../core/run-tables.ts';
import { driveRun } from '../../../../interfaces/house/drive-run.ts';
import type { Driven } from '../../../../interfaces/house/driving.ts';
import { readTold } from '../../../../interfaces/house/told-notes.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import { retryRun } from '../../../../interfaces/house/retry-run.ts';
import { startRun } from '../../../../interfaces/house/start-run.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

let folder = '';
let root = '';
let house: House;
let troubles: string[] = [];
beforeEach(async () => {
  folder = makeFolder('ws retry ');
  root = makeRepository(join(folder, 'repo'), { '.gitignore': 'node_modules/\n', 'lock.txt': '1\n' });
  troubles = [];
  const home = await aHome(root, { onTrouble: (line) => void troubles.push(line) });
  const opened = await home.composer.openHouse(root);
  if (!opened.ok) throw new Error(opened.error.message);
  house = opened.value;
});
afterEach(() => removeFolder(folder));

type Told = {
  readonly run: RunId;
  readonly driven: Driven;
  readonly events: readonly WsEvent[];
  readonly notes: string[];
  readonly notices: string[];
};

const drive = async (run: RunId): Promise<Told> => {
  const { plan } = await loadDefinition(join(root, 'w.json'), { directory: root, env: house.env });
  if (plan === null) throw new Error('the file is valid');
  const never = new AbortController().signal;
  const events: WsEvent[] = [];
  const notes: string[] = [];
  const notices: string[] = [];
  const note = (line: string): void => void notes.push(line);
  const options = {
    workstream: plan.workstream,
    directory: root,
    onTrouble: note,
    onNote: note,
    onNotice: (line: string) => void notices.push(line),
    stop: never,
    isPatient: false,
    kill: never,
  };
  const driven = await driveRun(run, { ...options, onEvent: (event) => void events.push(event) }, house);
  return { run, driven, events, notes, notices };
};

const run = async (definition: object, inputs: JsonObject = {}): Promise<Told> => {
  writeFiles(root, { 'w.json': { version: 1, id: 'w', ...definition } });
  const { plan, diagnostics } = await loadDefinition(join(root, 'w.json'), { directory: root, env: house.env });
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const source = join(root, 'w.json');
  const started = await startRun(
    {
      plan,
      source,
      directory: root,
      inputs,
      base: null,
      withChanges: false,
      id: null,
      only: [],
      labels: {},
      tape: null,
      concurrency: null,
    },
    house,
  );
  if (!started.ok) throw new Error(started.error.message);
  return drive(started.value);
};

const rowOf = async (id: RunId): Promise<RunRow> => {
  const row = await house.store.run(id);
  if (row === null) throw new Error('a run that was started is there');
  return row;
};

const retry = async (id: RunId): Promise<Told> => {
  const made = await retryRun({ run: await rowOf(id), from: null, base: null, directory: root }, house);
  if (!made.ok) throw new Error(made.error.message);
  return drive(made.value.run);
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
  expect(first.driven.end).toMatchObject({ kind: 'unprepared' });
  expect(first.notices).toEqual([expect.stringContaining('because it is new')]);
  expect((await readTold(first.run, house)).at(-1)?.message).toContain(why);
  expect(JSON.stringify(first.driven.end)).toContain(why);
  expect(JSON.stringify(first.driven.end)).toContain(`ws logs ${first.run}`);
  expect(first.events).toEqual([]);
  const { stderr } = house.files.paths({ run: runId(first.run), step: stepId(SETUP), attempt: 1 });
  expect(readFileSync(stderr, 'utf8')).toBe(setup.includes('network') ? 'no network\n' : '');
  writeFiles(folder, { go: '' });
  const again = await drive(first.run);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(again.notices.join('\n')).toMatch(/because its setup was cut short, or failed[^]*is set up, in/);
  expect(diary()).toEqual(['setup', 'setup', '1']);
});

const install = (more: object = {}): object => ({
  id: 'install',
  run: 'echo install >> "$DIARY"; mkdir -p node_modules; echo x > node_modules/x; echo "n=$WS_ATTEMPT" >> "$WS_OUTPUT"',
  leaves: ['node_modules'],
  ...more,
});
const middle = { id: 'middle', needs: ['install'], run: 'cat node_modules/x; echo middle >> "$DIARY"' };
const last = {
  id: 'last',
  needs: ['middle'],
  env: { N: '${{ steps.install.outputs.n }}' },
  run: 'cat node_modules/x; echo "last $N" >> "$DIARY"; test -e "$GO"',
};
const refreshes = ({ events }: Told): readonly object[] =>
  events.flatMap((event) => (event.type === 'step.refreshed' ? [{ step: event.step, why: event.why }] : []));

test('in a new worktree a step is refreshed before the first that needs it, and nothing else comes of that', async () => {
  const failed = await run({ env: env(), steps: [install(), middle, last] });
  loseWorktree(failed.run);
  writeFiles(folder, { go: '' });
  const again = await retry(failed.run);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(refreshes(again)).toEqual([{ step: 'install', why: 'new-worktree' }]);
  // The outputs are those of the step itself, and only it has moved.
  expect(diary()).toEqual(['install', 'middle', 'last 1', 'install', 'last 1']);
  expect(again.events.filter((event) => 'step' in event && event.step !== 'last')).toHaveLength(1);
  const [row] = await house.store.steps(again.run);
  expect(row).toMatchObject({ step: 'install', status: 'succeeded', outputs: { n: '1' } });
});

test('where what it left is still there, or nothing unfinished needs it, nothing is refreshed', async () => {
  const failed = await run({ env: env(), steps: [install(), middle, { ...late, needs: [] }] });
  const again = await retry(failed.run);
  expect(refreshes(again)).toEqual([]);
  loseWorktree(again.run);
  writeFiles(folder, { go: '' });
  expect(refreshes(await retry(again.run))).toEqual([]);
  expect(diary()).toEqual(['install', 'middle']);
});

test('steps are refreshed in the order of their needs, once for all that need them', async () => {
  const link = install({
    id: 'link',
    needs: ['install'],
    run: 'cat node_modules/x; echo link >> "$DIARY"; echo y > node_modules/y',
  });
  const two = ['a', 'b'].map((id) => ({ id, needs: ['link'], run: 'cat node_modules/y; test -e "$GO"' }));
  const failed = await run({ env: env(), steps: [install(), { ...link, leaves: ['node_modules/y'] }, ...two] });
  loseWorktree(failed.run);
  writeFiles(folder, { go: '' });
  const again = await retry(failed.run);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(refreshes(again).map((told) => JSON.stringify(told).includes('link'))).toEqual([false, true]);
  expect(diary()).toEqual(['install', 'link', 'install', 'link']);
});

test('a refresh that changes what git tracks is put back, salvaged, and fails the step that needs it', async () => {
  const bad = install({
    run: 'mkdir -p node_modules; touch node_modules/x; test -e "$GO" && echo changed > lock.txt; true',
  });
  const failed = await run({ env: env(), steps: [bad, { id: 'last', needs: ['install'], run: 'false' }] });
  loseWorktree(failed.run);
  writeFiles(folder, { go: '' });
  const again = await retry(failed.run);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'failed' });
  expect(refreshes(again)).toEqual([]);
  const told = again.events.find((event) => event.type === 'step.failed');
  expect(told).toMatchObject({ step: 'last', failure: { code: 'refresh-differs', paths: ['lock.txt'] } });
  expect(readFileSync(join(worktreeOf(house.repository, again.run), 'lock.txt'), 'utf8')).toBe('1\n');
});

test('a refresh that was cut short is done again, though what it leaves seems to be there', async () => {
  const failed = await run({ env: env(), steps: [install(), { ...last, needs: ['install'] }] });
  loseWorktree(failed.run);
  const made = await retryRun({ run: await rowOf(failed.run), from: null, base: null, directory: root }, house);
  if (!made.ok) throw new Error(made.error.message);
  const engine = await house.engine();
  const workspace = await engine.workspaces.open({
    run: made.value.run,
    workstream: 'w',
    base: (await rowOf(failed.run)).base ?? '',
    secretIn: null,
  });
  if (!workspace.ok) throw new Error(workspace.error.message);
  await workspace.value.provisions.noteRefresh(stepId('install'), true);
  writeFiles(workspace.value.worktree, { 'node_modules/x': 'half\n' });
  writeFiles(folder, { go: '' });
  const again = await drive(made.value.run);
  expect(refreshes(again)).toEqual([{ step: 'install', why: 'interrupted' }]);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
});

test.each(['ask', 'fail'])('a step with onInterrupted: %s is not refreshed unasked', async (onInterrupted) => {
  const needy = { ...last, needs: ['install'] };
  const failed = await run({ env: env(), steps: [install({ onInterrupted }), needy] });
  loseWorktree(failed.run);
  writeFiles(folder, { go: '' });
  const asked = await retry(failed.run);
  expect(asked.driven.end).toEqual({ kind: 'waiting' });
  expect(diary()).toEqual(['install', 'last 1']);
  const answer = { kind: 'answer', step: stepId('last'), answer: 'again', by: 'me', outputs: {} } as const;
  await house.store.sendSignal(asked.run, house.clock.now(), answer);
  const again = await drive(asked.run);
  expect(again.driven.end).toEqual({ kind: 'finished', status: 'succeeded' });
  expect(refreshes(again)).toEqual([{ step: 'install', why: 'missing' }]);
});

test('what no definition brings back is told to be gone where the worktree is new', async () => {
  const plain = { id: 'install', run: 'mkdir -p node_modules/a; touch node_modules/a/b' };
  const failed = await run({ env: env(), steps: [plain, { ...late, needs: ['install'] }] });
  await retry(failed.run);
  expect(troubles).toEqual([]);
  const [latest] = await house.store.runs({ statuses: null, workstream: null, limit: 1 });
  if (latest === undefined) throw new Error('there are runs');
  loseWorktree(latest.id);
  await retry(latest.id);
  expect(troubles.join('\n')).toMatch(/is new: node_modules, which git ignores, is gone/);
});

test('an input that holds what is a secret by now is refused, and so is a secret that is not set', async () => {
  const inputs = { word: { type: 'string' } };
  const failed = await run({ inputs, steps: [{ id: 'a', run: 'exit 1' }] }, { word: 'correct-horse-battery' });
  const steps = [{ id: 'a', run: 'exit 1', secrets: ['TEST_WORD'] }];
  writeFiles(root, { 'w.json': { version: 1, id: 'w', inputs, steps } });
  const retriedWith = async (value: string | null): Promise<string> => {
    const parts = { ...house, secrets: { valueOf: () => value, troubleOf: () => null, hold: () => undefined } };
    const made = await retryRun({ run: await rowOf(failed.run), from: null, base: null, directory: root }, parts);
    return made.ok ? 'made' : made.error.message;
  };
  expect(await retriedWith(null)).toContain('the secret TEST_WORD is not set');
  expect(await retriedWith('correct-horse-battery')).toContain(
    'the input word holds the value of the secret TEST_WORD',
  );
  expect(await retriedWith('another-horse')).toBe('made');
});
