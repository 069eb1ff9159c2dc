import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffRun } from '../../../../../adapters/git/diff.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const begun = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': 'node_modules\n' });
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  write(tree, { made: 'm', 'node_modules/x': 'x' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  return { root, tree, sha, workspace };
};

describe('restoring', () => {
  test('does nothing where nothing differs', async () => {
    const { root, workspace } = await begun();
    expect(unwrap(await workspace.restore(attemptOf('more')))).toEqual({ salvaged: null });
    expect(git(root, 'for-each-ref', 'refs/ws/r1/salvage')).toBe('');
  });

  test('keeps what is lost under a ref, and leaves ignored files where they are', async () => {
    const { tree, sha, workspace } = await begun();
    write(tree, { 'a.txt': 'changed\n', 'new/file': 'n' });
    rmSync(join(tree, 'b.txt'));
    const { salvaged } = unwrap(await workspace.restore(attemptOf('more', 2)));
    expect(salvaged).toBe('refs/ws/r1/salvage/more/2');
    expect(git(tree, 'status', '--porcelain', '--untracked-files=all')).toBe('');
    expect(git(tree, 'rev-parse', 'HEAD')).toBe(sha);
    expect(readFileSync(join(tree, 'node_modules/x'), 'utf8')).toBe('x');
    expect(git(tree, 'diff', '--name-status', sha, salvaged ?? '')).toBe('M\ta.txt\nD\tb.txt\nA\tnew/file');
    // The next checkpoint starts from a clean index.
    expect(unwrap(await workspace.checkpoint(attemptOf('more', 3)))).toBe(sha);
  });

  test('finds another name where one is taken', async () => {
    const { tree, workspace } = await begun();
    const names: (string | null)[] = [];
    for (const text of ['1', '2', '3']) {
      write(tree, { lost: text });
      names.push(unwrap(await workspace.restore(attemptOf('more'))).salvaged);
    }
    expect(names).toEqual(['1', '1.2', '1.3'].map((end) => `refs/ws/r1/salvage/more/${end}`));
    expect(names.map((name) => git(tree, 'show', `${name ?? ''}:lost`))).toEqual(['1', '2', '3']);
  });

  test('keeps what was staged and then changed again', async () => {
    const { tree, workspace } = await begun();
    write(tree, { 'a.txt': 'staged\n' });
    git(tree, 'add', 'a.txt');
    write(tree, { 'a.txt': 'a\n' });
    const { salvaged } = unwrap(await workspace.restore(attemptOf('more')));
    expect(sh(tree, `git show '${salvaged ?? ''}^2:a.txt'`)).toBe('staged\n');
  });

  test('keeps what only the lost attempt told git to ignore', async () => {
    const { tree, workspace } = await begun();
    write(tree, { '.gitignore': 'node_modules\nhidden\n', hidden: 'precious' });
    const { salvaged } = unwrap(await workspace.restore(attemptOf('more')));
    expect(git(tree, 'show', `${salvaged ?? ''}:hidden`)).toBe('precious');
    expect(existsSync(join(tree, 'hidden'))).toBe(false);
  });

  test.each([
    ['commits of its own', 'echo x > own; git add -A; git commit -qm own', 'HEAD'],
    ['commits on a branch of its own', 'git checkout -qb mine; echo x > own; git add -A; git commit -qm own', 'HEAD'],
    ['commits that replaced the checkpoint', 'git commit -q --amend -m own', 'HEAD'],
    [
      'a merge with conflicts',
      'git checkout -qb o HEAD~1; echo 1 > made; git add -A; git commit -qm own; git checkout -q -; git checkout -q ws/demo/r1; git merge -q o || true',
      'o',
    ],
    [
      'a rebase that stopped',
      'echo x > own; git add -A; git commit -qm own; GIT_SEQUENCE_EDITOR="sed -i 1ibreak" git rebase -q -i HEAD~1',
      'ORIG_HEAD',
    ],
  ])('undoes %s, and keeps them', async (_, script, what) => {
    const { root, tree, sha, workspace } = await begun();
    sh(tree, script);
    const own = git(tree, 'rev-parse', what);
    unwrap(await workspace.restore(attemptOf('more')));
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(git(tree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r1');
    expect(git(tree, 'rev-parse', 'HEAD')).toBe(sha);
    expect(existsSync(join(root, '.git/worktrees/r1/rebase-merge'))).toBe(false);
    expect(git(root, 'for-each-ref', '--contains', own)).not.toBe('');
    expect(unwrap(await workspace.checkpoint(attemptOf('more', 2)))).toBe(sha);
  });
});

describe('the difference that a run made', () => {
  test('is shown whole, by step, and as a list', async () => {
    const { root, tree, workspace } = await begun();
    write(tree, { second: 's' });
    sh(tree, 'git add second; git commit -qm own');
    write(tree, { 'b.txt': 'B\n' });
    unwrap(await workspace.checkpoint(attemptOf('test')));
    const repository = unwrap(await findRepository(root));
    const show = async (step: string | null, form: 'patch' | 'names' | 'stat' = 'names') =>
      unwrap(
        await diffRun({
          repository,
          run: 'r1',
          base: workspace.place.base,
          branch: workspace.place.branch,
          step,
          form,
        }),
      );
    expect(await show(null)).toBe('b.txt\0made\0second\0');
    expect(await show('code')).toBe('made\0');
    expect(await show('test')).toBe('b.txt\0second\0');
    expect(await show('other')).toBe('');
    expect(await show('test', 'patch')).toContain('-b\n+B\n');
    expect(await show(null, 'stat')).toContain('3 files changed');
  });
});
