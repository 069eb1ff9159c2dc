import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap } from '../rig.ts';

const PLANTED: readonly (readonly [where: string, plant: string])[] = [
  ['.gitignore', 'mkfifo .gitignore; echo 1 > x'],
  ['s/.gitignore', 'mkdir s; mkfifo s/.gitignore; echo 1 > s/a'],
  ['s/t/.gitattributes', 'mkdir -p s/t; echo "*.x text" > .gitattributes; mkfifo s/t/.gitattributes; echo 1 > s/t/a'],
  ['.gitmodules', 'mkfifo .gitmodules; echo 1 > x'],
  ['n/.git/config', 'git init -q n; rm n/.git/config; mkfifo n/.git/config; echo 1 > n/x'],
  ['n/.git/HEAD', 'git init -q n; rm n/.git/HEAD; mkfifo n/.git/HEAD; echo 1 > n/x'],
  [
    'info/exclude',
    'G=$(git rev-parse --git-common-dir); mkdir -p "$G/info"; rm -f "$G/info/exclude"; mkfifo "$G/info/exclude"; echo 1 > x',
  ],
  [
    'packed-refs',
    'G=$(git rev-parse --git-common-dir); git pack-refs --all; rm "$G/packed-refs"; mkfifo "$G/packed-refs"; echo 1 > x',
  ],
  ['index', 'G=$(git rev-parse --git-dir); rm "$G/index"; mkfifo "$G/index"; echo 1 > x'],
  ['HEAD', 'G=$(git rev-parse --git-dir); rm "$G/HEAD"; mkfifo "$G/HEAD"; echo 1 > x'],
  ['commondir', 'G=$(git rev-parse --git-dir); rm "$G/commondir"; mkfifo "$G/commondir"; echo 1 > x'],
  [
    'alternates',
    'G=$(git rev-parse --git-common-dir); mkdir -p "$G/objects/info"; mkfifo "$G/objects/info/alternates"; echo 1 > x',
  ],
];

test.each(PLANTED)(
  'a pipe in the place of %s keeps neither a checkpoint nor the way back waiting',
  { timeout: 60_000 },
  async (where, plant) => {
    const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
    const told: string[] = [];
    const workspace = await openAt(root, 'r1', { tell: (line) => void told.push(line) });
    const tree = workspace.worktree;
    sh(tree, plant);
    const made = await workspace.checkpoint(attemptOf('code'));
    told.push(...workspace.told(), made.ok ? '' : made.error.message);
    const back = await workspace.restore(attemptOf('code'));
    expect([where, back.ok ? '' : back.error.message]).toEqual([where, '']);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  },
);

test('what kept git waiting is named, and is kept beside its place', { timeout: 60_000 }, async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  const told: string[] = [];
  const workspace = await openAt(root, 'r1', { tell: (line) => void told.push(line) });
  sh(workspace.worktree, 'mkdir s; mkfifo s/.gitignore; echo 1 > s/a');
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  expect(git(root, 'show', `${sha}:s/a`)).toBe('1');
  expect(told.join('\n')).toMatch(/git was kept waiting by .*\/s\/\.gitignore, which is no file; it is kept as/);
  expect(readdirSync(join(workspace.worktree, 's')).some((name) => name.startsWith('.gitignore.replaced-'))).toBe(true);
});
