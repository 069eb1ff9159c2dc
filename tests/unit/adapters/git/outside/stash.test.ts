import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitAt } from '../../../../../adapters/git/command/configured.ts';
import { belongingsOf } from '../../../../../adapters/git/outside/belongings.ts';
import { holdStash, mendStash, releaseStash } from '../../../../../adapters/git/outside/stash.ts';
import { git, repositoryAt, sh, temporary } from '../rig.ts';

const runAt = (root: string) => {
  const at = gitAt({ cwd: root, gitDir: join(root, '.git'), workTree: root }, join(root, '.git'));
  return { id: 'r1', branch: 'ws/demo/r1', git: at, secretIn: null, folder: join(root, '.git/ws/aside') };
};
const stashed = () => {
  const root = repositoryAt(temporary('git'));
  for (const name of ['first', 'second']) {
    writeFileSync(join(root, 'a.txt'), `${name}\n`);
    git(root, 'stash', 'push', '-q', '-m', name);
  }
  return { root, commonDir: join(root, '.git'), list: () => git(root, 'stash', 'list', '--format=%H %gs') };
};

test.each([
  ['is cleared and collected', 'git stash clear; git gc -q --prune=now'],
  ['loses all its logs', 'git reflog expire --expire=now --all; git gc -q --prune=now'],
  ['loses the file of its log', 'rm .git/logs/refs/stash'],
  ['loses its newest entry for good', 'git stash drop -q; git gc -q --prune=now'],
  ['loses all but its ref', 'rm .git/logs/refs/stash; git gc -q --prune=now'],
])('a stash that %s is there again, and ws lets go of it', async (_, script) => {
  const { root, commonDir, list } = stashed();
  const [before, listed] = [await belongingsOf(commonDir), list()];
  await holdStash('r1', before.stash, commonDir);
  sh(root, script);
  const mended = await mendStash(runAt(root), before, await belongingsOf(commonDir), commonDir);
  expect(mended).toMatchObject({ lost: 0, kept: [] });
  expect(mended?.putBack).toBeGreaterThan(0);
  await releaseStash('r1', before.stash, commonDir);
  expect(list()).toBe(listed);
  expect(git(root, 'for-each-ref', 'refs/ws')).toBe('');
  expect(git(root, 'show', 'stash@{1}:a.txt')).toBe('first');
});

test('an entry that git has lost is told, and what is left stays', async () => {
  const { root, commonDir, list } = stashed();
  const before = await belongingsOf(commonDir);
  const older = list().split('\n')[1];
  sh(root, 'git stash drop -q; git gc -q --prune=now');
  expect(await mendStash(runAt(root), before, await belongingsOf(commonDir), commonDir)).toEqual({
    putBack: 0,
    lost: 1,
    kept: [],
    aside: [],
  });
  expect(list()).toBe(older);
});

test('an entry that is not on the list is held on', async () => {
  const { root, commonDir } = stashed();
  const before = await belongingsOf(commonDir);
  await holdStash('r1', before.stash, commonDir);
  git(root, 'stash', 'drop', '-q');
  await releaseStash('r1', before.stash, commonDir);
  expect(git(root, 'for-each-ref', '--format=%(objectname)', 'refs/ws')).toBe(before.stash.at(-1)?.sha);
});
