import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { belongingsOf, hooksFolderOf, toldChanges } from '../../../../../adapters/git/outside/belongings.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { git, repositoryAt, temporary, write } from '../rig.ts';

test('what holds for all worktrees is told when it changes', async () => {
  const root = repositoryAt(temporary());
  const common = join(root, '.git');
  const before = await belongingsOf(common);
  expect(toldChanges(before, await belongingsOf(common))).toEqual([]);
  write(common, { 'info/exclude': '*\n', 'info/attributes': '* -text\n' });
  const more = 'of the repository, which holds for all of its worktrees, yours too';
  expect(toldChanges(before, await belongingsOf(common))).toEqual([
    `changed info/exclude ${more}`,
    `changed info/attributes ${more}`,
  ]);
  // As an earlier driver wrote it down.
  const { shared: _, ...earlier } = before;
  expect(toldChanges(earlier, await belongingsOf(common))).toEqual([]);
});

test('hooks that are planted and worktrees that are registered are told, and those of runs are not', async () => {
  const root = repositoryAt(temporary());
  const common = join(root, '.git');
  const before = await belongingsOf(common);
  write(common, { 'hooks/post-commit': '#!/bin/sh\n', 'hooks/x.sample': 'x' });
  const other = join(temporary(), 'other');
  git(root, 'worktree', 'add', '-q', '--detach', other);
  git(root, 'worktree', 'add', '-q', '-b', 'ws/demo/r1', join(temporary(), 'run'));
  const told = toldChanges(before, await belongingsOf(common));
  expect(told).toEqual([
    'changed hooks of the repository, which your own git runs: hooks/post-commit',
    `registered the worktree ${other} (git worktree list)`,
  ]);
  const { hooks: _, worktrees: __, ...earlier } = before;
  expect(toldChanges(earlier, await belongingsOf(common))).toEqual([]);
});

test.each([
  ['absolute', (at: string) => join(at, 'team hooks')],
  ['in the checkout', () => '.husky/_'],
])('hooks behind core.hooksPath are told, too: %s', async (_, pathIn) => {
  const root = repositoryAt(temporary());
  const common = join(root, '.git');
  const set = pathIn(temporary());
  git(root, 'config', 'core.hooksPath', set);
  const folder = resolve(root, set);
  write(folder, { 'pre-push': 'old' });
  const found = await findRepository(root);
  const looked = found.ok ? await hooksFolderOf(found.value) : null;
  expect(looked).toBe(folder);
  const before = await belongingsOf(common, looked);
  expect(toldChanges(before, await belongingsOf(common, looked))).toEqual([]);
  write(folder, { 'pre-push': 'other', 'post-merge': '#!/bin/sh\n' });
  expect(toldChanges(before, await belongingsOf(common, looked))).toEqual([
    `changed hooks of the repository, which your own git runs: ${folder}/post-merge, ${folder}/pre-push`,
  ]);
});

test('references that are kept in tables are asked for', async () => {
  const root = repositoryAt(temporary());
  const common = join(root, '.git');
  git(root, 'branch', 'side');
  git(root, 'tag', '-a', '-m', 'one', 'v1');
  git(root, 'update-ref', 'refs/ws/r1/head', 'HEAD');
  for (const text of ['one', 'two']) {
    writeFileSync(join(root, 'a.txt'), text);
    git(root, 'stash', 'push', '-q', '-m', text);
  }
  git(root, 'pack-refs', '--all');
  const read = await belongingsOf(common);
  // This git knows no tables: what it is asked is what it would be asked then.
  mkdirSync(join(common, 'reftable'));
  const asked = await belongingsOf(common);
  expect(Object.keys(asked.references).sort()).toEqual(['HEAD', 'refs/heads/main', 'refs/heads/side', 'refs/tags/v1']);
  expect(asked.stash).toEqual(read.stash);
  const { HEAD: _, ...listed } = asked.references;
  expect(read.references).toMatchObject(listed);
});
