/** What is said of work that is looked at, thrown away and brought back is what becomes of it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'r'), { '.gitignore': 'node_modules\n' });
});
afterEach(() => removeFolder(folder));

const define = (...steps: readonly object[]): void =>
  writeFiles(folder, { 'w.json': { version: 1, id: 'told', steps } });

test('ws diff of a retry shows all that ws merge brings', async () => {
  const first = { id: 'first', run: 'echo first > first.txt' };
  define(first, { id: 'last', needs: 'first', run: 'exit 1' });
  await ws(repository, ['run', '../w.json']);
  define(first, { id: 'last', needs: 'first', run: 'echo last > last.txt' });
  expect((await ws(repository, ['retry'])).code).toBe(0);
  const shown = await ws(repository, ['diff', '--stat']);
  expect(shown.stdout).toMatch(/first\.txt[\s\S]*last\.txt/);
  expect((await ws(repository, ['merge'])).stdout).toContain('2 files');
});

test('ws discard says how ignored files go, and that is so', async () => {
  define({ id: 'a', run: 'mkdir node_modules; echo x > node_modules/x' });
  await ws(repository, ['run', '../w.json']);
  const { run, worktree } = await wsJson<StatusJson>(repository, ['status']);
  const kept = await ws(repository, ['discard']);
  expect(kept.stdout).toContain(`to let them go: ws discard --ignored ${run}`);
  expect(existsSync(worktree)).toBe(true);
  expect((await ws(repository, ['discard', '--ignored', run])).code).toBe(0);
  expect(existsSync(worktree)).toBe(false);
});

test('ws discard --undo names the ref of what was in no commit', async () => {
  define({ id: 'a', run: 'echo a > a.txt' });
  await ws(repository, ['run', '../w.json']);
  const { worktree } = await wsJson<StatusJson>(repository, ['status']);
  writeFileSync(join(worktree, 'mine.txt'), 'mine\n');
  await ws(repository, ['discard']);
  const { stdout } = await ws(repository, ['discard', '--undo']);
  const [, ref = ''] = /it is kept: git show (\S+)/.exec(stdout) ?? [];
  expect(git(repository, 'show', `${ref}:mine.txt`)).toBe('mine');
});

test('a worktree that a person has locked is called that', async () => {
  define({ id: 'a', run: 'echo a > a.txt' });
  await ws(repository, ['run', '../w.json']);
  const { worktree } = await wsJson<StatusJson>(repository, ['status']);
  git(repository, 'worktree', 'unlock', worktree);
  git(repository, 'worktree', 'lock', '--reason', 'mine', worktree);
  const { stdout } = await ws(repository, ['discard']);
  expect(stdout).toContain('kept worktree: it is locked: mine');
});
