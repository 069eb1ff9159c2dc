import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const begun = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const told: string[] = [];
  const workspace = await openAt(root, 'r1', { tell: (line) => void told.push(line) });
  return { root, tree: workspace.worktree, workspace, told };
};

/** What was moved beside the worktree. */
const asides = (tree: string): readonly string[] =>
  readdirSync(dirname(tree))
    .filter((name) => name.startsWith(`${basename(tree)}.replaced-`))
    .map((name) => join(dirname(tree), name));

const DEEP = `import os
for i in range(260):
  os.mkdir("d"*20); os.chdir("d"*20)
open("f","w").write("precious")`;
const NAMES = ['git~1/x', '.GIT/y', '.git /x', 'a/.Git/y'];

describe('what no commit can hold', () => {
  test.each(NAMES)('%s fails the checkpoint by its name', async (name) => {
    const { tree, workspace } = await begun();
    write(tree, { [name]: 'precious', fine: 'f' });
    const made = await workspace.checkpoint(attemptOf('code'));
    expect(made.ok ? '' : made.error.message).toContain(name);
    expect(readFileSync(join(tree, name), 'utf8')).toBe('precious');
  });

  test.each(NAMES)('%s is kept beside the worktree when that is put back, and told', async (name) => {
    const { tree, workspace, told } = await begun();
    write(tree, { [name]: 'precious', fine: 'f' });
    const { salvaged } = unwrap(await workspace.restore(attemptOf('code')));
    expect(git(tree, 'show', `${salvaged ?? ''}:fine`)).toBe('f');
    expect(asides(tree).map((path) => readFileSync(path, 'utf8'))).toEqual(['precious']);
    expect(told.join('\n')).toContain(name);
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('a path that is too long fails the checkpoint, and is kept where the worktree is put back', async () => {
    const { tree, workspace } = await begun();
    write(tree, { fine: 'f' });
    execFileSync('python3', ['-c', DEEP], { cwd: tree });
    const made = await workspace.checkpoint(attemptOf('code'));
    expect(made.ok ? '' : made.error.message).toContain('dddddddddddddddddddd');
    unwrap(await workspace.restore(attemptOf('code')));
    expect([...asides(tree), join(tree, 'd'.repeat(20))].filter((path) => existsSync(path))).toHaveLength(1);
    execFileSync('rm', ['-rf', dirname(tree)]);
  });

  test.each([
    ['a pipe', 'mkfifo a.txt'],
    ['a socket', 'python3 -c "import socket;socket.socket(socket.AF_UNIX).bind(\'a.txt\')"'],
  ])(
    '%s in the place of a tracked file fails the checkpoint, and is moved when the worktree is put back',
    async (_name, make) => {
      const { tree, workspace, told } = await begun();
      sh(tree, `rm a.txt; ${make}; echo g > good`);
      const made = await workspace.checkpoint(attemptOf('code'));
      expect(made.ok ? '' : made.error.message).toContain('a.txt');
      const { salvaged } = unwrap(await workspace.restore(attemptOf('code')));
      expect(git(tree, 'show', `${salvaged ?? ''}:good`)).toBe('g');
      expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('a\n');
      expect(asides(tree)).toHaveLength(1);
      expect(told.join('\n')).toContain('a.txt');
    },
  );

  test('what git ignores may have any name', async () => {
    const { tree, workspace } = await begun();
    write(tree, { '.gitignore': 'odd/\n', 'odd/git~1/x': 'x' });
    mkdirSync(join(tree, 'odd/.GIT'));
    unwrap(await workspace.checkpoint(attemptOf('code')));
  });
});
