/** RELIABILITY row 12: the stash, branches, tags and configuration are the user's, though every worktree shares them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, type Ended } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'r'), { 'a.txt': 'a\n' });
  for (const name of ['first', 'second']) {
    writeFileSync(join(repository, 'a.txt'), `${name}\n`);
    git(repository, 'stash', 'push', '-q', '-m', name);
  }
});
afterEach(() => removeFolder(folder));

const stash = (): string => git(repository, 'stash', 'list', '--format=%H %gs');
const run = (script: string): Promise<Ended> => {
  writeFiles(folder, { 'w.json': { version: 1, id: 'st', steps: [{ id: 'a', run: script }] } });
  return ws(repository, ['run', '../w.json']);
};

describe('the stash of the user stays as it was', () => {
  test.each([
    ['pop', 'git stash pop -q'],
    ['drop of the older one', 'git stash drop -q "stash@{1}"'],
    ['clear', 'git stash clear'],
    ['a stash of its own', 'echo mine > a.txt; git stash -q'],
    ['its own before, the user’s taken', 'echo mine > a.txt; git stash push -q -m own; git stash drop -q "stash@{2}"'],
    ['nothing', 'true'],
  ])('%s', async (_, script) => {
    const before = stash();
    const ended = await run(script);
    expect([ended.code, stash()]).toEqual([0, before]);
    expect(git(repository, 'show', 'stash@{1}:a.txt')).toBe('first');
    const isMended = /of your stash entries had been taken|what steps put on the stash is kept as/.test(ended.stderr);
    expect(isMended, ended.stderr).toBe(script !== 'true');
  });

  test('what a step had stashed is kept', async () => {
    const { stderr } = await run('echo mine > a.txt; git stash -q');
    const [name = ''] = /refs\/ws\/\S+\/salvage\/stash\/\w+/.exec(stderr) ?? [];
    expect(git(repository, 'show', `${name}:a.txt`)).toBe('mine');
  });

  test('also where the engine died between', async () => {
    const before = stash();
    const kill = `git stash clear; for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q "ws.js run ../w.json" && [ "$(readlink $p/cwd)" = "${repository}" ] && kill -9 \${p#/proc/}; done; sleep 20`;
    expect((await run(`if [ $WS_ATTEMPT = 1 ]; then ${kill}; fi`)).signal).toBe('SIGKILL');
    expect(stash()).toBe('');
    expect((await ws(repository, ['resume'])).code).toBe(0);
    expect(stash()).toBe(before);
  });
});

test('what became of branches, tags, remotes and the configuration is told, and left as it is', async () => {
  git(repository, 'branch', 'old');
  git(repository, 'branch', 'moving');
  const script =
    'git branch -q new; git tag v9; git branch -q -D old; echo b > b.txt; git add b.txt; git -c user.name=s -c user.email=s@s commit -qm b; git branch -q -f moving HEAD; git config alias.x "!true"; git update-ref refs/remotes/o/m HEAD';
  const { code, stderr } = await run(script);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining(
      'while the run went on, somebody made branch new, remote branch o/m, tag v9; removed branch old; moved branch moving; changed the configuration of the repository',
    ),
  ]);
  expect((await ws(repository, ['show'])).stdout).toContain('somebody made branch new');
  expect((await ws(repository, ['status', '--json'])).stdout).toMatch(
    /"told": \[\s*\{\s*"at": \d+,\s*"message": "[^"]*somebody made/,
  );
  expect(git(repository, 'tag')).toBe('v9');
  expect(readFileSync(join(repository, 'a.txt'), 'utf8')).toBe('a\n');
});

test('of a run that touches nothing of it nothing is told', async () => {
  const { stderr } = await run('echo c > c.txt');
  expect(stderr).not.toContain('while the run went on');
});

/** For who commits in a step. */
const WHO = 'export GIT_AUTHOR_NAME=s GIT_AUTHOR_EMAIL=s@s GIT_COMMITTER_NAME=s GIT_COMMITTER_EMAIL=s@s; ';
const CANARY = 'canary-4711-abcdefgh';
const SECRETIVE: readonly (readonly [string, string, string])[] = [
  [
    'a side branch',
    'git switch -qc side; echo $TOKEN > s.txt; git add s.txt; git commit -qm s; git switch -q -',
    'branch side holds the value of the secret TOKEN (the file s.txt)',
  ],
  [
    'the message of a tag',
    'git tag -a -m "$TOKEN" v1',
    'tag v1 holds the value of the secret TOKEN (the message of a tag)',
  ],
  ['a note', 'git notes add -m "$TOKEN" HEAD', 'notes commits holds the value of the secret TOKEN'],
  [
    'a tag of a file',
    'git tag f $(echo $TOKEN | git hash-object -w --stdin)',
    'tag f holds the value of the secret TOKEN',
  ],
  ['the name of a branch', 'git branch "b-$TOKEN"', 'branch b-*** holds the value of the secret TOKEN (its name)'],
  ['the stash', 'echo $TOKEN > a.txt; git stash -q', '1 that steps put on the stash hold the secret TOKEN'],
];

test.each(SECRETIVE)('a secret in %s is told by its name and place', async (_, script, sentence) => {
  writeFiles(folder, {
    'w.json': { version: 1, id: 'st', steps: [{ id: 'a', run: `${WHO}${script}`, secrets: ['TOKEN'] }] },
  });
  const ended = await ws(repository, ['run', '../w.json'], { env: { TOKEN: CANARY } });
  expect(ended.stderr).toContain(sentence);
  const shown = await ws(repository, ['show'], { env: { TOKEN: CANARY } });
  expect(shown.stdout).toContain(sentence);
  expect(ended.stdout + ended.stderr + shown.stdout).not.toContain(CANARY);
});

test('of references that hold no secret no secret is told, nor of one that was there before', async () => {
  writeFiles(repository, { 'old.txt': `${CANARY}\n` });
  git(repository, 'switch', '-qc', 'was');
  git(repository, 'add', '.');
  git(repository, 'commit', '-qm', 'was');
  git(repository, 'switch', '-q', 'main');
  const script = 'git branch clean; git tag again was; git tag v2';
  writeFiles(folder, {
    'w.json': { version: 1, id: 'st', steps: [{ id: 'a', run: `${WHO}${script}`, secrets: ['TOKEN'] }] },
  });
  const ended = await ws(repository, ['run', '../w.json'], { env: { TOKEN: CANARY } });
  expect(ended.stderr).toContain('somebody made branch clean, tag again, tag v2');
  expect(ended.stderr).not.toContain('holds the value');
});

test('what steps commit of what was brought in is told', async () => {
  writeFiles(repository, { '.gitignore': '.env\n', '.env': 'K=1\n' });
  const steps = [{ id: 'a', run: `${WHO}echo b > b.txt; git add -f .env b.txt; git commit -qm mine` }];
  writeFiles(folder, { 'w.json': { version: 1, id: 'st', worktree: { copy: ['.env'] }, steps } });
  const { stderr } = await ws(repository, ['run', '../w.json']);
  expect(stderr).toContain('steps committed .env, which worktree.link or copy brought in');
  const shown = await ws(repository, ['show']);
  expect(shown.stdout).toContain('ws merge --squash');
});
