/** What a killed driver leaves is looked after by whatever is done with its run next, also where less is known than before. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  startWs,
  writeFiles,
  ws,
  wsJson,
  type Ended,
} from '../rig/ws.ts';

const SECRET = 'Qw8rTy7uIoPaSdFg';
let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'r'), { 'a.txt': 'a\n' });
});
afterEach(() => removeFolder(folder));

/** Runs a workstream of one step, and kills ws once the step says on its standard output that it is at work. */
const killed = async (script: string, more: object = {}): Promise<string> => {
  writeFiles(folder, {
    'w.json': {
      version: 1,
      id: 'k',
      steps: [{ id: 'a', run: `${script}; touch ../ready-$WS_RUN_ID; sleep 20`, ...more }],
    },
  });
  const running = startWs(repository, ['run', '../w.json', '--json'], { env: { TOK: SECRET } });
  const place = join(folder, '.local/state/ws/worktrees');
  const isReady = (): boolean =>
    existsSync(place) &&
    readdirSync(place).some((name) => readdirSync(join(place, name)).some((each) => each.startsWith('ready-')));
  while (!isReady()) await new Promise((resolve) => setImmediate(resolve));
  running.child.kill('SIGKILL');
  await running.ended;
  return (await wsJson<{ run: string }>(repository, ['status'])).run;
};

/** All that can be pushed. */
const pushable = (): string =>
  git(repository, 'for-each-ref', '--format=%(refname)')
    .split('\n')
    .flatMap((ref) => git(repository, 'rev-list', '--objects', ref).split('\n'))
    .map((line) => git(repository, 'cat-file', '-p', line.split(' ')[0] ?? ''))
    .join('\n');

const asideOf = (run: string): string => {
  const place = join(repository, '.git/ws/runs', run, 'aside');
  return existsSync(place)
    ? readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
        .join('')
    : '';
};

const leaks = 'echo "key=$TOK" > f; echo "$TOK" >> a.txt';

test.each(['discard', 'cancel'])('%s where a secret of the step is unset puts none of it under a ref', async (verb) => {
  const run = await killed(leaks, { secrets: ['TOK'] });
  const ended: Ended = await ws(repository, [verb, run]);
  expect([ended.code, ended.stderr]).toEqual([
    0,
    expect.stringMatching(/may hold one that is not set here: it is kept in .*aside/),
  ]);
  expect(pushable()).not.toContain(SECRET);
  expect(asideOf(run)).toContain(SECRET);
});

test('resume and an answer refuse to go on without a secret that the run declares, as run does, and write nothing', async () => {
  const run = await killed(leaks, { secrets: ['TOK'] });
  const { code, stderr } = await ws(repository, ['resume', run]);
  const { code: likeRun } = await ws(repository, ['run', '../w.json']);
  expect([code, stderr]).toEqual([likeRun, expect.stringMatching(/the secret TOK is not set[\s\S]*export TOK=/)]);
  expect(pushable()).not.toContain(SECRET);
});

test('a retry whose file names a secret no more keeps that of the run before out of its salvage', async () => {
  writeFiles(folder, { 'w.json': { version: 1, id: 'k', steps: [{ id: 'a', secrets: ['TOK'], run: 'exit 1' }] } });
  await ws(repository, ['run', '../w.json'], { env: { TOK: SECRET } });
  const { worktree } = await wsJson<{ worktree: string }>(repository, ['status']);
  writeFileSync(join(worktree, 'mine.txt'), SECRET);
  writeFiles(folder, { 'w.json': { version: 1, id: 'k', steps: [{ id: 'a', run: 'true' }] } });
  const unset = await ws(repository, ['retry']);
  expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('the secret TOK is not set')]);
  const ended = await ws(repository, ['retry'], { env: { TOK: SECRET } });
  expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('aside')]);
  expect(pushable()).not.toContain(SECRET);
});

test('an answer that holds a secret is refused before anything is written', async () => {
  writeFiles(folder, {
    'w.json': {
      version: 1,
      id: 'k',
      secrets: ['TOK'],
      steps: [{ id: 'm', tool: 'manual', with: { prompt: 'which?' } }],
    },
  });
  await ws(repository, ['run', '../w.json'], { env: { TOK: SECRET } });
  const { run } = await wsJson<{ run: string }>(repository, ['status']);
  for (const output of [`t=${SECRET}`, `${SECRET}=1`, `t={"deep":["${SECRET}"]}`]) {
    const ended = await ws(repository, ['answer', run, 'm', 'accept', '--output', output], { env: { TOK: SECRET } });
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('the secret TOK')]);
  }
  const state = readdirSync(join(repository, '.git/ws'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(state.join('')).not.toContain(SECRET);
});

test.each(['discard', 'cancel'])('%s gives back the stash that a step had cleared, and says so', async (verb) => {
  writeFileSync(join(repository, 'a.txt'), 'mine\n');
  git(repository, 'stash', 'push', '-q', '-m', 'mine');
  const before = git(repository, 'stash', 'list', '--format=%H %gs');
  const run = await killed('git stash clear');
  const ended = await ws(repository, [verb, run]);
  expect([ended.code, git(repository, 'stash', 'list', '--format=%H %gs')]).toEqual([0, before]);
  expect(ended.stderr).toContain('of your stash entries had been taken; they are in the stash again');
});
