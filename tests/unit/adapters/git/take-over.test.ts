import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { worktreeOf } from '../../../../adapters/git/worktree/place.ts';
import { findRepository } from '../../../../adapters/git/repository.ts';
import { attemptOf, git, openAt, repositoryAt, temporary, unwrap, write } from './rig.ts';

const IGNORES = { '.gitignore': 'node_modules\n', 'a.txt': 'a\n' };

/** Run r1 has made one checkpoint, and left `node_modules` and work that no commit holds. */
const finished = async () => {
  const root = repositoryAt(temporary(), IGNORES);
  const before = await openAt(root);
  write(before.worktree, { 'built.txt': 'built\n', 'node_modules/x/index.js': 'x\n' });
  const checkpoint = unwrap(await before.checkpoint(attemptOf('build')));
  write(before.worktree, { 'later.txt': 'later\n' });
  unwrap(await before.checkpoint(attemptOf('later')));
  write(before.worktree, { 'half.txt': 'half done\n', 'a.txt': 'changed\n' });
  const repository = unwrap(await findRepository(root));
  return { root, repository, old: before.worktree, checkpoint, tip: git(root, 'rev-parse', 'ws/demo/r1') };
};

const takesOver = { run: runId('r1'), workstream: 'demo', attempt: attemptOf('late', 2), secretIn: null };
const modules = (worktree: string): number => statSync(join(worktree, 'node_modules/x/index.js')).ino;

test('a retry goes on in the worktree of the run it retries, moved, with what git ignores there', async () => {
  const { root, repository, old, checkpoint, tip } = await finished();
  const inode = modules(old);
  const told: string[] = [];
  const again = await openAt(root, 'r2', { base: checkpoint, takesOver, tell: (line) => told.push(line) });

  expect(again.worktree).toBe(join(dirname(old), 'r2'));
  expect(modules(again.worktree)).toBe(inode);
  expect(existsSync(old)).toBe(false);
  expect(git(again.worktree, 'status', '--porcelain')).toBe('');
  expect(git(again.worktree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r2');
  expect(git(again.worktree, 'rev-parse', 'HEAD')).toBe(checkpoint);
  expect(existsSync(join(again.worktree, 'later.txt'))).toBe(false);
  // The run that was retried keeps its branch, and what was uncommitted is its salvage.
  expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(tip);
  const [salvage = ''] = git(root, 'for-each-ref', '--format=%(refname)', 'refs/ws/r1/salvage').split('\n');
  expect(git(root, 'show', `${salvage}:half.txt`)).toBe('half done');
  expect(git(root, 'show', `${salvage}:a.txt`)).toBe('changed');
  expect(git(root, 'for-each-ref', 'refs/ws/r2/salvage')).toBe('');
  expect(told).toEqual([`what was uncommitted in the worktree of r1 is kept as ${salvage}`]);

  // What needs the worktree of the run before gets a new one, and each is found where it is.
  const anew = await openAt(root, 'r1');
  expect(anew.worktree).toBe(old);
  expect(readFileSync(join(old, 'later.txt'), 'utf8')).toBe('later\n');
  expect(worktreeOf(repository, 'r2')).toBe(again.worktree);
  write(again.worktree, { 'more.txt': 'more\n' });
  unwrap(await again.checkpoint(attemptOf('more', 1, 'r2')));
  expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(tip);
});

test('a crash at any point of it is gone on from, to the same end', async () => {
  for (let point = 1; ; point += 1) {
    const { root, repository, old, checkpoint, tip } = await finished();
    let reached = 0;
    const failpoint = (name: string): void => {
      // What salvaging makes of a throw is a failure; that is killed in tests/crash.
      if (name.startsWith('git.salvage') || name.startsWith('git.restore')) return;
      reached += 1;
      if (reached === point) throw new Error(`invariant: crash at ${name}`);
    };
    const crashed = await openAt(root, 'r2', { base: checkpoint, takesOver, failpoint }).then(
      () => false,
      () => true,
    );
    if (!crashed) {
      expect(point).toBeGreaterThan(7);
      return;
    }
    // Whoever asks meanwhile is never told that a worktree belongs to two runs.
    expect(worktreeOf(repository, 'r1')).not.toBe(worktreeOf(repository, 'r2'));
    const again = await openAt(root, 'r2', { base: checkpoint, takesOver });
    expect(again.worktree, `point ${point}`).toBe(join(dirname(old), 'r2'));
    expect(existsSync(join(again.worktree, 'node_modules/x/index.js')), `point ${point}`).toBe(true);
    expect(git(again.worktree, 'status', '--porcelain')).toBe('');
    expect(git(again.worktree, 'rev-parse', 'HEAD')).toBe(checkpoint);
    expect(git(root, 'rev-parse', 'ws/demo/r1', 'ws/demo/r2')).toBe(`${tip}\n${checkpoint}`);
    const refs = git(root, 'for-each-ref', '--format=%(refname)', 'refs/ws/r1/salvage').split('\n');
    expect(refs).toHaveLength(1);
    expect(git(root, 'show', `${refs[0] ?? ''}:half.txt`)).toBe('half done');
  }
}, 60_000);

test('a git that died while it moved the folder is gone on from', async () => {
  const { root, old, checkpoint } = await finished();
  const failpoint = (name: string): void => {
    if (name === 'git.take-over.switched') throw new Error('invariant: crash');
  };
  await openAt(root, 'r2', { base: checkpoint, takesOver, failpoint }).catch(() => undefined);
  renameSync(old, join(dirname(old), 'r2'));
  const again = await openAt(root, 'r2', { base: checkpoint, takesOver });
  expect(existsSync(join(again.worktree, 'node_modules/x/index.js'))).toBe(true);
  expect(git(again.worktree, 'status', '--porcelain')).toBe('');
  expect(git(root, 'worktree', 'list')).not.toContain('prunable');
});

test.each<[string, (scene: Awaited<ReturnType<typeof finished>>) => void, string | null]>([
  ['is not there', ({ old }) => rmSync(old, { recursive: true }), null],
  ['has lost its git', ({ old }) => rmSync(join(old, '.git')), 'git does not know it'],
  ['is of a branch that is gone', ({ root }) => git(root, 'update-ref', '-d', 'refs/heads/ws/demo/r1'), 'its branch'],
  [
    'is locked by a person',
    ({ root, old }) => {
      git(root, 'worktree', 'unlock', old);
      git(root, 'worktree', 'lock', '--reason', 'mine', old);
    },
    'it is locked: mine',
  ],
])('a worktree that %s is left alone, and the retry gets a new one', async (_, harm, why) => {
  const scene = await finished();
  harm(scene);
  const told: string[] = [];
  const tell = (line: string): void => void told.push(line);
  const again = await openAt(scene.root, 'r2', { base: scene.checkpoint, takesOver, tell });
  expect(existsSync(join(again.worktree, 'node_modules'))).toBe(false);
  expect(git(again.worktree, 'status', '--porcelain')).toBe('');
  if (why === null) expect(told).toEqual([]);
  else expect(told.join('\n')).toContain(why);
});

test.each([
  ['and nothing else', null],
  ['and work that no commit holds', 'half.txt'],
])('what a person committed to the branch of the run stays there, and is told: %s', async (_, half) => {
  const root = repositoryAt(temporary(), IGNORES);
  const before = await openAt(root);
  const { worktree } = before;
  write(worktree, { 'built.txt': 'built\n' });
  const made = unwrap(await before.checkpoint(attemptOf('build')));
  write(worktree, { 'fix.txt': 'fix\n' });
  git(worktree, 'add', 'fix.txt');
  git(worktree, 'commit', '--quiet', '--message', 'My fix');
  const own = git(root, 'rev-parse', 'ws/demo/r1');
  if (half !== null) write(worktree, { [half]: 'half\n' });
  const told: string[] = [];
  const again = await openAt(root, 'r2', { base: made, takesOver, tell: (line) => told.push(line) });

  expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(own);
  expect(git(again.worktree, 'rev-parse', 'HEAD', 'ws/demo/r2').split('\n')).toEqual([made, made]);
  expect(git(again.worktree, 'status', '--porcelain')).toBe('');
  expect(told[0]).toBe(
    `commit ${own.slice(0, 12)} on ws/demo/r1 is not in the retry; to take it in: ws merge r2, then git cherry-pick ${made.slice(0, 12)}..ws/demo/r1`,
  );
  const salvages = git(root, 'for-each-ref', '--format=%(refname)', 'refs/ws/r1/salvage');
  expect(told).toHaveLength(half === null ? 1 : 2);
  if (half === null) expect(salvages).toBe('');
  else expect(git(root, 'diff', '--name-only', own, salvages)).toBe(half);
});

test('a worktree is found after its repository was moved', async () => {
  const { root, old, checkpoint } = await finished();
  const inode = modules(old);
  const moved = `${root}-moved`;
  renameSync(root, moved);
  try {
    // A worktree lies where it did before, whatever the name of the repository.
    const again = await openAt(moved, 'r2', {
      base: checkpoint,
      takesOver,
      repository: { ...unwrap(await findRepository(moved)), worktrees: dirname(old) },
    });
    expect(modules(again.worktree)).toBe(inode);
    expect(git(moved, 'for-each-ref', '--format=%(refname)', 'refs/ws/r1/salvage')).not.toBe('');
  } finally {
    renameSync(moved, root);
  }
});

test('a copy of a repository does not take over the worktree of the one it was copied from', async () => {
  const { root, old, checkpoint } = await finished();
  const copy = join(temporary(), 'copy');
  cpSync(root, copy, { recursive: true });
  const taken = { ...unwrap(await findRepository(copy)), worktrees: dirname(old) };
  const again = await openAt(copy, 'r2', { base: checkpoint, takesOver, repository: taken });
  expect(existsSync(join(again.worktree, 'node_modules'))).toBe(false);
  expect(readFileSync(join(old, 'half.txt'), 'utf8')).toBe('half done\n');
  expect(git(old, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r1');
});
