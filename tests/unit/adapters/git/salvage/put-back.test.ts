import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, temporary, unwrap, write } from '../rig.ts';

const begun = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', 'in/b.txt': 'b\n', file: 'f\n', '.gitignore': 'ignored\n' });
  const workspace = await openAt(root);
  await workspace.begin(attemptOf('code'));
  return { root, tree: workspace.worktree, workspace };
};
const changed = (tree: string): string => git(tree, 'status', '--porcelain', '--untracked-files=all');
const at = attemptOf('code');

test('only the paths that are named go back; a ref keeps them, and them alone', async () => {
  const { tree, workspace } = await begun();
  write(tree, { 'a.txt': 'changed\n', 'new/deep/file': 'n', 'in/b.txt': 'kept\n', 'in/new': 'kept' });
  rmSync(join(tree, 'file'));
  git(tree, 'add', 'a.txt', 'new');
  const back = unwrap(await workspace.putBack(at, ['a.txt', 'new/deep/file', 'file']));
  expect(back).toEqual({ salvaged: 'refs/ws/r1/salvage/code/1', isWhole: false });
  expect(changed(tree)).toBe(' M in/b.txt\n?? in/new'.trimStart());
  expect([existsSync(join(tree, 'new')), readFileSync(join(tree, 'file'), 'utf8')]).toEqual([false, 'f\n']);
  const kept = git(tree, 'diff', '--name-status', 'HEAD', back.salvaged ?? '');
  expect(kept).toBe('M\ta.txt\nD\tfile\nA\tnew/deep/file');
});

test('a folder or a link in the place of a file goes, and where it leads nothing is touched', async () => {
  const { root, tree, workspace } = await begun();
  const elsewhere = join(root, '..', 'elsewhere');
  write(elsewhere, { precious: 'p' });
  rmSync(join(tree, 'file'));
  write(tree, { 'file/inner': 'i', 'file/ignored': 'i' });
  rmSync(join(tree, 'a.txt'));
  symlinkSync(join(elsewhere, 'precious'), join(tree, 'a.txt'));
  symlinkSync(elsewhere, join(tree, 'link'));
  unwrap(await workspace.putBack(at, ['file', 'file/inner', 'a.txt', 'link']));
  expect(changed(tree)).toBe('');
  expect(readFileSync(join(elsewhere, 'precious'), 'utf8')).toBe('p');
});

test('nothing is done where a commit or a repository is among what was changed', async () => {
  const { tree, workspace } = await begun();
  mkdirSync(join(tree, 'repository'));
  git(join(tree, 'repository'), 'init', '-q');
  write(tree, { 'repository/file': 'x' });
  const untouched = { salvaged: null, isWhole: true };
  expect(unwrap(await workspace.putBack(at, ['repository']))).toEqual(untouched);
  rmSync(join(tree, 'repository'), { recursive: true });
  write(tree, { 'a.txt': 'committed\n' });
  git(tree, 'commit', '-qam', 'mine');
  expect(unwrap(await workspace.putBack(at, ['a.txt']))).toEqual(untouched);
  expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('committed\n');
});

test('names with characters of patterns, spaces and letters are themselves', async () => {
  const { tree, workspace } = await begun();
  write(tree, { 'new*': '1', newer: '2', 'Grüße aus\tB': '3' });
  unwrap(await workspace.putBack(at, ['new*', 'Grüße aus\tB']));
  expect(changed(tree)).toBe('?? newer');
});
