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
  expect(unwrap(await workspace.provisions.lacks(asked))).toEqual(lacks);
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
