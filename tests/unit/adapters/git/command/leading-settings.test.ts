import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoreLeading } from '../../../../../adapters/git/command/leading-settings.ts';
import { attemptOf, fingerprint, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

/** The files of the checkout, whatever git keeps beside them. */
const files = (root: string): string => fingerprint(root, (path) => path === '.git');
const HARM = 'git reset -q --hard; git clean -fdxq';

test.each([
  ['the configuration of the worktree', 'git config --worktree core.worktree "$TARGET"'],
  [
    'a file that it includes',
    'printf "[core]\\n\\tworktree = %s\\n" "$TARGET" > ../inc; git config --worktree include.path "$PWD/../inc"',
  ],
  ['the configuration of the repository', 'git config core.worktree "$TARGET"'],
  ['core.bare', 'git config --worktree core.bare true'],
  ['nonsense in it', 'echo "[[" > "$(git rev-parse --git-dir)/config.worktree"'],
])('by %s a step leads no later git into the checkout, also after a crash', async (_, script) => {
  const root = repositoryAt(temporary('git'));
  git(root, 'config', 'extensions.worktreeConfig', 'true');
  write(root, { 'a.txt': 'hours of work', 'mine.txt': 'mine' });
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  const before = files(root);
  const spoil = () => sh(tree, script, { env: { ...process.env, TARGET: root } });

  spoil();
  unwrap(await workspace.stand());
  sh(tree, HARM);
  expect(git(tree, 'rev-parse', '--show-toplevel')).toBe(tree);
  spoil();
  write(tree, { b: 'b' });
  unwrap(await workspace.checkpoint(attemptOf('code')));
  sh(tree, HARM);
  expect(git(root, 'show', 'ws/demo/r1:b')).toBe('b');
  expect(files(root)).toBe(before);
  expect(workspace.told().join()).toMatch(/is put right|put back/);

  if (script.includes('git config core')) return;
  spoil();
  unwrap(await (await openAt(root)).stand());
  sh(tree, HARM);
  expect(files(root)).toBe(before);
});

test('what else a step sets for its worktree stays', async () => {
  const root = repositoryAt(temporary('git'), { 'a/x': 'x', 'b/y': 'y' });
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  sh(tree, 'git sparse-checkout set a');
  unwrap(await workspace.stand());
  expect(git(tree, 'sparse-checkout', 'list')).toBe('a');
  expect(workspace.told()).toEqual([]);
});

test('a worktree setting of the user’s own repository stays', async () => {
  const root = repositoryAt(temporary('git'));
  appendFileSync(join(root, '.git/config'), `[core]\n\tworktree = ${root}\n`);
  const workspace = await openAt(root);
  const before = readFileSync(join(root, '.git/config'), 'utf8');
  write(workspace.worktree, { b: 'b' });
  unwrap(await workspace.checkpoint(attemptOf('code')));
  expect(readFileSync(join(root, '.git/config'), 'utf8')).toBe(before);
  writeFileSync(join(root, '.git/config'), before.replace(`worktree = ${root}`, ''));
  unwrap(await workspace.stand());
  expect(git(root, 'config', 'core.worktree')).toBe(root);
});

test('what a driver that died left in the configuration of the repository is put back from what it was', async () => {
  const root = repositoryAt(temporary('git'));
  const config = join(root, '.git/config');
  const before = readFileSync(config, 'utf8');
  git(root, 'config', 'core.worktree', '/nowhere');
  git(root, 'config', 'user.name', 'Another');
  expect(await restoreLeading(join(root, '.git'), before)).toContain('core.worktree in');
  expect(readFileSync(config, 'utf8')).toContain('Another');
  expect(git(root, 'rev-parse', '--show-toplevel')).toBe(root);
  expect(await restoreLeading(join(root, '.git'), before)).toBeNull();
});
