import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stepId } from '../../../../../core/id.ts';
import { openAt, repositoryAt, temporary, unwrap, write } from '../rig.ts';

const FILES = { '.gitignore': 'node_modules/\ndist/*\n!dist/.keep\nbuild/\n', 'dist/.keep': '', 'src/a.ts': '' };

test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
  ['a folder that is there', { 'node_modules/x/i.js': '' }, ['node_modules'], []],
  ['a folder that is not', {}, ['node_modules'], ['node_modules']],
  ['only what git tracks', {}, ['dist', 'src'], ['dist', 'src']],
  ['an ignored file in a folder of tracked ones', { 'dist/app.js': '' }, ['dist'], []],
  ['what lies deeper than what is ignored', { 'build/out/x': '' }, ['build/out', 'build/no'], ['build/no']],
  ['a pattern', { 'packages/a/node_modules/x': '' }, ['packages/*/node_modules', 'pack?ges/b*'], ['pack?ges/b*']],
  ['names that git would read as patterns', { 'build/[a]/x': '' }, ['build/[a]', 'build/[b]'], ['build/[b]']],
])('of %s the worktree lacks what it lacks', async (_, files, asked, lacks) => {
  const workspace = await openAt(repositoryAt(temporary(), FILES));
  write(workspace.worktree, files);
  expect(unwrap(await workspace.provisions.lacks(stepId('install'), asked))).toEqual(lacks);
});

test('of a pattern the worktree lacks what was there when the step ended, and a link that leads nowhere', async () => {
  const { worktree, provisions } = await openAt(repositoryAt(temporary(), FILES));
  const step = stepId('install');
  const leaves = ['packages/*/node_modules', 'build'];
  write(worktree, { 'packages/a/node_modules/x': '', 'packages/b/node_modules/x': '', 'build/x': '' });
  unwrap(await provisions.noteLeft(step, leaves));
  expect(unwrap(await provisions.lacks(step, leaves))).toEqual([]);
  rmSync(join(worktree, 'packages/b/node_modules'), { recursive: true });
  expect(unwrap(await provisions.lacks(step, leaves))).toEqual(['packages/*/node_modules']);
  expect(unwrap(await provisions.lacks(stepId('other'), leaves))).toEqual([]);
  rmSync(join(worktree, 'build'), { recursive: true });
  symlinkSync(join(worktree, 'nowhere'), join(worktree, 'build'));
  expect(unwrap(await provisions.lacks(step, ['build']))).toEqual(['build']);
});

test('what a step says that it leaves, and does not or git tracks, is told when it ends', async () => {
  const told: string[] = [];
  const { worktree, provisions } = await openAt(repositoryAt(temporary(), FILES), 'r1', {
    tell: (line) => void told.push(line),
  });
  write(worktree, { 'build/x': '' });
  unwrap(await provisions.noteLeft(stepId('gen'), ['build', 'nothing', 'src']));
  expect(told).toEqual(['gen: leaves nothing, which is not there', 'gen: leaves src, which git does not ignore']);
});

test('a refresh is under way until it is noted that it ended, also for who opens the worktree next', async () => {
  const root = repositoryAt(temporary(), FILES);
  const { provisions } = await openAt(root);
  await provisions.noteRefresh(stepId('install'), true);
  const next = (await openAt(root)).provisions;
  expect(await next.isRefreshing(stepId('install'))).toBe(true);
  expect(await next.isRefreshing(stepId('other'))).toBe(false);
  await next.noteRefresh(stepId('install'), false);
  expect(await provisions.isRefreshing(stepId('install'))).toBe(false);
});
