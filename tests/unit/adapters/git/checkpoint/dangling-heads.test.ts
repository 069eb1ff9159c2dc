import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const ELSEWHERE = 'export GIT_OBJECT_DIRECTORY="$STORE" GIT_ALTERNATE_OBJECT_DIRECTORIES="$REAL"';

const opened = async () => {
  const root = repositoryAt(temporary('git'));
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  write(tree, { 'first.txt': 'first\n' });
  unwrap(await workspace.checkpoint(attemptOf('first')));
  const env = { ...process.env, STORE: temporary('store'), REAL: join(root, '.git/objects') };
  const step = (script: string) => sh(tree, script, { env });
  const isSound = () => {
    git(root, 'gc', '--quiet');
    git(root, 'log', '--all', '--oneline');
    expect(git(root, 'fsck', '--no-dangling')).toBe('');
  };
  return { root, workspace, tree, step, isSound };
};

const SCRIPTS = [
  ['a commit', `${ELSEWHERE}; git add -A; git commit -qm mine`],
  ['a commit on no branch', `git checkout -q --detach; ${ELSEWHERE}; git add -A; git commit -qm mine`],
  [
    'what a commit holds',
    `(${ELSEWHERE}; git add -A; git write-tree); git commit-tree -m mine -p HEAD "$(${ELSEWHERE}; git write-tree)" > ../sha || true; ${ELSEWHERE}; git add -A; git commit -qm mine`,
  ],
  ['what is staged', `${ELSEWHERE}; git add -A`],
] as const;

test.each(SCRIPTS)('%s in another store of objects: the files are committed into the real one', async (_, script) => {
  const { root, workspace, tree, step, isSound } = await opened();
  write(tree, { 'one.txt': 'one\n' });
  step(script);
  const sha = unwrap(await workspace.checkpoint(attemptOf('a')));
  expect(git(root, 'ls-tree', '--name-only', sha).split('\n')).toEqual(['a.txt', 'first.txt', 'one.txt']);
  expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
  expect(git(tree, 'status', '--porcelain')).toBe('');
  isSound();
});

test.each(SCRIPTS)(
  '%s in another store of objects: what the attempt left is kept, and put back',
  async (name, script) => {
    const { root, workspace, tree, step, isSound } = await opened();
    write(tree, { 'a.txt': 'changed\n', 'one.txt': 'one\n' });
    step(script);
    const { salvaged } = unwrap(await workspace.restore(attemptOf('a', 2)));
    expect(git(root, 'show', `${salvaged ?? ''}:one.txt`)).toBe('one');
    expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('a\n');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    isSound();
    if (name.includes('commit')) expect(workspace.told().join()).toContain('back on the last checkpoint');
  },
);

test('a run whose driver died over it is taken up', async () => {
  const { root, tree, step, isSound } = await opened();
  write(tree, { 'one.txt': 'one\n' });
  step(SCRIPTS[0][1]);
  const told: string[] = [];
  const again = await openAt(root, 'r1', { tell: (line) => told.push(line) });
  expect(told.join()).toContain('is back on the last checkpoint');
  const sha = unwrap(await again.checkpoint(attemptOf('a')));
  expect(git(root, 'show', `${sha}:one.txt`)).toBe('one');
  isSound();
});

test.each<[string, string]>([
  ['removed', 'git update-ref -d refs/ws/r1/head'],
  ['moved back', 'git update-ref refs/ws/r1/head HEAD~1'],
  ['packed and removed', 'git pack-refs --all; git update-ref -d refs/ws/r1/head'],
])('the ref that only ws moves is back where a step has %s it, and the step has its checkpoint', async (_, script) => {
  const { root, workspace, tree } = await opened();
  write(tree, { 'one.txt': 'one\n' });
  sh(tree, script);
  const sha = unwrap(await workspace.checkpoint(attemptOf('a')));
  expect(git(root, 'rev-parse', 'refs/ws/r1/head', 'ws/demo/r1').split('\n')).toEqual([sha, sha]);
  expect(workspace.told()).toEqual([expect.stringContaining('refs/ws/r1/head was removed or moved')]);
});
