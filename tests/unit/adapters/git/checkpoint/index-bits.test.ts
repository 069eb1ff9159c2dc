import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookingAtAll } from '../../../../../adapters/git/checkpoint/index-bits.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const FILES = { 'a.txt': 'a\n', 'd/b.txt': 'b\n', 'd/c.txt': 'c\n', [`${'long/'.repeat(30)}name`]: 'l\n' };
const HIDE = 'git update-index --assume-unchanged a.txt; git update-index --skip-worktree d/b.txt';

describe.each(['sha1', 'sha256'])('in a repository of %s', (format) => {
  test.each(['2', '3', '4'])('every file of an index of version %s is looked at again', (version) => {
    const root = temporary('git');
    sh(root, `git init -q --object-format=${format}`);
    write(root, FILES);
    sh(root, `git add .; echo new > new; git add -N new; ${HIDE}; git update-index --index-version ${version}`);
    const path = join(root, '.git/index');
    const bytes = readFileSync(path);
    const shown = lookingAtAll(bytes, false);
    sh(root, 'cat > .git/index', { input: shown, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(
      git(root, 'ls-files', '-v')
        .split('\n')
        .every((line) => line.startsWith('H ')),
    ).toBe(true);
    expect(git(root, 'status', '--porcelain').split('\n')).toHaveLength(5);
    expect(lookingAtAll(shown, false)).toBe(shown);
    const sparse = lookingAtAll(bytes, true);
    sh(root, 'cat > .git/index', { input: sparse, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(git(root, 'ls-files', '-v', 'a.txt', 'd/b.txt')).toBe('H a.txt\nS d/b.txt');
  });
});

test('what is no index stays what it is', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('nonsense that is longer than a header of an index is, by far')])
    expect(lookingAtAll(bytes, false)).toBe(bytes);
});

describe('what a step hides by bits of the index', () => {
  const opened = async () => {
    const root = repositoryAt(temporary('git'), FILES);
    const workspace = await openAt(root);
    const tree = workspace.worktree;
    return { root, workspace, tree };
  };
  const SPLIT = 'git update-index --split-index';

  test.each([HIDE, `${HIDE}; ${SPLIT}`])('is committed: %s', async (hide) => {
    const { workspace, tree } = await opened();
    sh(tree, hide);
    write(tree, { 'a.txt': 'A\n' });
    rmSync(join(tree, 'd/b.txt'));
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(tree, 'show', `${sha}:a.txt`)).toBe('A');
    expect(git(tree, 'ls-tree', '--name-only', sha, 'd/')).toBe('d/c.txt');
  });

  test.each([HIDE, `${HIDE}; ${SPLIT}`])('is kept, and put back: %s', async (hide) => {
    const { workspace, tree } = await opened();
    sh(tree, hide);
    write(tree, { 'a.txt': 'A\n', 'd/b.txt': 'B\n' });
    const { salvaged } = unwrap(await workspace.restore(attemptOf('code')));
    expect(git(tree, 'show', `${salvaged ?? ''}:a.txt`)).toBe('A');
    expect(git(tree, 'show', `${salvaged ?? ''}:d/b.txt`)).toBe('B');
    expect([readFileSync(join(tree, 'a.txt'), 'utf8'), readFileSync(join(tree, 'd/b.txt'), 'utf8')]).toEqual([
      'a\n',
      'b\n',
    ]);
  });

  test('is taken back with a fix', async () => {
    const { workspace, tree } = await opened();
    const snapshot = unwrap(await workspace.snapshot());
    sh(tree, HIDE);
    write(tree, { 'a.txt': 'A\n' });
    unwrap(await workspace.revert(snapshot));
    expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('a\n');
  });

  test('is not what a sparse checkout leaves out', async () => {
    const { workspace, tree } = await opened();
    sh(tree, 'git sparse-checkout set --no-cone /a.txt');
    write(tree, { 'a.txt': 'A\n' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(tree, 'ls-tree', '-r', '--name-only', sha).split('\n')).toHaveLength(4);
    write(tree, { 'a.txt': 'B\n' });
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(existsSync(join(tree, 'd/b.txt'))).toBe(false);
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });
});
