/** A run whose branch or refs were deleted or moved back: never taken up as if its finished work had not been. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
let run = '';
let branch = '';
let worktree = '';
beforeEach(async () => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
  const steps = [
    { id: 'one', run: 'echo one > one.txt' },
    { id: 'two', needs: ['one'], run: 'echo two > two.txt' },
    { id: 'ask', needs: ['two'], tool: 'manual', with: { prompt: 'Look' } },
    { id: 'last', needs: ['ask'], run: 'cat one.txt two.txt > all.txt' },
  ];
  writeFiles(repository, { 'w.json': { version: 1, id: 'moved', steps } });
  await ws(repository, ['run', 'w.json']);
  ({ run, branch, worktree } = await wsJson<StatusJson>(repository, ['status']));
  await ws(repository, ['answer', run, 'ask', 'accept']);
});
afterEach(() => removeFolder(folder));

const deleteRefs = (...refs: readonly string[]): void => {
  for (const ref of refs) git(repository, 'update-ref', '-d', ref);
};

const LOSSES: Readonly<Record<string, () => void>> = {
  'branch and refs were deleted': () =>
    deleteRefs(`refs/heads/${branch}`, `refs/ws/${run}/head`, `refs/ws/${run}/base`),
  'branch and last checkpoint were moved back': () => {
    const { base } = { base: git(repository, 'rev-parse', `refs/ws/${run}/base`) };
    git(worktree, 'reset', '--hard', '--quiet', base);
    git(repository, 'update-ref', `refs/ws/${run}/head`, base);
  },
  'branch was moved back and the refs of the run deleted': () => {
    git(worktree, 'reset', '--hard', '--quiet', `${branch}~1`);
    deleteRefs(`refs/ws/${run}/head`, `refs/ws/${run}/base`);
  },
  'branch was put elsewhere and the refs of the run deleted': () => {
    git(worktree, 'reset', '--hard', '--quiet', `${branch}~1`);
    git(worktree, 'commit', '--quiet', '--allow-empty', '--message', 'Other');
    deleteRefs(`refs/ws/${run}/head`, `refs/ws/${run}/base`);
  },
};

describe.each(Object.entries(LOSSES))('where %s', (_, lose) => {
  test('resume refuses and says what to do, and goes on from the log when asked to', async () => {
    const sha = git(repository, 'rev-parse', branch);
    lose();
    const refused = await ws(repository, ['resume', run]);
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain(`ws resume ${run} --restore-branch`);
    const resumed = await ws(repository, ['resume', run, '--restore-branch']);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    expect(git(repository, 'show', `${branch}:all.txt`)).toBe('one\ntwo');
    expect(git(repository, 'show', `${branch}:two.txt`)).toBe('two');
    git(repository, 'merge-base', '--is-ancestor', sha, branch);
    expect(readFileSync(join(worktree, 'all.txt'), 'utf8')).toBe('one\ntwo\n');
  });
});

test('what a branch held that was put elsewhere is kept', async () => {
  git(worktree, 'reset', '--hard', '--quiet', `${branch}~1`);
  git(worktree, 'commit', '--quiet', '--allow-empty', '--message', 'Other');
  const other = git(repository, 'rev-parse', branch);
  deleteRefs(`refs/ws/${run}/head`);
  const resumed = await ws(repository, ['resume', run, '--restore-branch']);
  expect(resumed.stdout + resumed.stderr).toContain(`what it held is refs/ws/${run}/salvage/branch/0`);
  expect(git(repository, 'rev-parse', `refs/ws/${run}/salvage/branch/0`)).toBe(other);
});

test('a branch that holds everything is left as it is', async () => {
  const resumed = await ws(repository, ['resume', run, '--restore-branch']);
  expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
  expect(resumed.stdout + resumed.stderr).toContain('holds all finished work already');
});

test('a finished run is not merged from a branch that was moved back, and can be put back', async () => {
  await ws(repository, ['resume', run]);
  git(worktree, 'checkout', '--quiet', '--detach');
  const whole = git(repository, 'rev-parse', branch);
  git(repository, 'branch', '--force', branch, `${branch}~1`);
  for (const args of [
    ['merge', run],
    ['merge', run, '--force'],
    ['merge', run, '--squash'],
  ]) {
    const refused = await ws(repository, args);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`ws resume ${run} --restore-branch`)]);
  }
  const shown = await ws(repository, ['diff', run]);
  expect(shown.stdout).toContain('all.txt');
  expect(shown.stderr).toContain('--restore-branch');
  await ws(repository, ['resume', run, '--restore-branch']);
  expect(git(repository, 'rev-parse', branch)).toBe(whole);
  const merged = await ws(repository, ['merge', run]);
  expect([merged.code, git(repository, 'show', 'HEAD:all.txt')]).toEqual([0, 'one\ntwo']);
});
