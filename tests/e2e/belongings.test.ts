/** RELIABILITY row 12: the stash, branches, tags and configuration are the user's, though every worktree shares them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, type Ended } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'r'), { 'a.txt': 'a\n' });
  for (const name of ['first', 'second']) {
    writeFileSync(join(repository, 'a.txt'), `${name}\n`);
    git(repository, 'stash', 'push', '-q', '-m', name);
  }
});
afterEach(() => removeFolder(folder));

const stash = (): string => git(repository, 'stash', 'list', '--format=%H %gs');
const run = (script: string): Promise<Ended> => {
  writeFiles(folder, { 'w.json': { version: 1, id: 'st', steps: [{ id: 'a', run: script }] } });
  return ws(repository, ['run', '../w.json']);
};

describe('the stash of the user stays as it was', () => {
  test.each([
    ['pop', 'git stash pop -q'],
    ['drop of the older one', 'git stash drop -q "stash@{1}"'],
    ['clear', 'git stash clear'],
    ['a stash of its own', 'echo mine > a.txt; git stash -q'],
    ['its own before, the user’s taken', 'echo mine > a.txt; git stash push -q -m own; git stash drop -q "stash@{2}"'],
    ['nothing', 'true'],
  ])('%s', async (_, script) => {
    const before = stash();
    const ended = await run(script);
    expect([ended.code, stash()]).toEqual([0, before]);
    expect(git(repository, 'show', 'stash@{1}:a.txt')).toBe('first');
    const isMended = /of your stash entries had been taken|what steps put on the stash is kept as/.test(ended.stderr);
    expect(isMended, ended.stderr).toBe(script !== 'true');
  });

  test('what a step had stashed is kept', async () => {
    const { stderr } = await run('echo mine > a.txt; git stash -q');
    const [name = ''] = /refs\/ws\/\S+\/salvage\/stash\/\w+/.exec(stderr) ?? [];
    expect(git(repository, 'show', `${name}:a.txt`)).toBe('mine');
  });

  test('also where the engine died between', async () => {
    const before = stash();
    const kill = `git stash clear; for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q "ws.js run ../w.json" && [ "$(readlink $p/cwd)" = "${repository}" ] && kill -9 \${p#/proc/}; done; sleep 20`;
    expect((await run(`if [ $WS_ATTEMPT = 1 ]; then ${kill}; fi`)).signal).toBe('SIGKILL');
    expect(stash()).toBe('');
    expect((await ws(repository, ['resume'])).code).toBe(0);
    expect(stash()).toBe(before);
  });
});

test('what became of branches, tags, remotes and the configuration is told, and left as it is', async () => {
  git(repository, 'branch', 'old');
  git(repository, 'branch', 'moving');
  const script =
    'git branch -q new; git tag v9; git branch -q -D old; echo b > b.txt; git add b.txt; git -c user.name=s -c user.email=s@s commit -qm b; git branch -q -f moving HEAD; git config alias.x "!true"; git update-ref refs/remotes/o/m HEAD';
  const { code, stderr } = await run(script);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining(
      'while the run went on, somebody made branch new, remote branch o/m, tag v9; removed branch old; moved branch moving; changed the configuration of the repository',
    ),
  ]);
  expect((await ws(repository, ['show'])).stdout).toContain('somebody made branch new');
  expect((await ws(repository, ['status', '--json'])).stdout).toMatch(
    /"told": \[\s*\{\s*"at": \d+,\s*"message": "[^"]*somebody made/,
  );
  expect(git(repository, 'tag')).toBe('v9');
  expect(readFileSync(join(repository, 'a.txt'), 'utf8')).toBe('a\n');
});

test('of a run that touches nothing of it nothing is told', async () => {
  const { stderr } = await run('echo c > c.txt');
  expect(stderr).not.toContain('while the run went on');
});
