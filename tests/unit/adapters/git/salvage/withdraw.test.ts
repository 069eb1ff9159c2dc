import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMask } from '../../../../../core/masking.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap } from '../rig.ts';

const SECRET = 'canary-5f0c/9a7e';
const { secretIn } = createMask([SECRET], ['TOKEN']);

const open = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  const aside = join(root, 'aside');
  const workspace = await openAt(root, 'r1', { secretIn, asideOf: () => aside });
  writeFileSync(join(workspace.worktree, 'done.txt'), 'done\n');
  const tip = unwrap(await workspace.checkpoint(attemptOf('before')));
  return { root, aside, workspace, tip, tree: workspace.worktree };
};

test.each<[string, string]>([
  ['in its message', `git commit -q --allow-empty -m 'c ${SECRET}'`],
  ['in a file', `echo '${SECRET}' > leak.txt; git add leak.txt; git commit -qm c`],
  [
    'in a file that a later one removes',
    `echo '${SECRET}' > l; git add l; git commit -qm c; git rm -q l; git commit -qm d`,
  ],
  ['while HEAD is detached', `git checkout -q --detach; git commit -q --allow-empty -m 'c ${SECRET}'`],
  ['on a branch of the step', `git checkout -qb own; git commit -q --allow-empty -m 'c ${SECRET}'`],
])('a commit with a secret %s is set aside and leaves the branch', async (_, script) => {
  const { root, aside, workspace, tip, tree } = await open();
  sh(tree, script);
  expect(await workspace.checkpoint(attemptOf('a'))).toMatchObject({ ok: false, error: { code: 'secret-in-commit' } });
  unwrap(await workspace.withdraw(attemptOf('a')));
  expect(git(tree, 'rev-parse', 'ws/demo/r1')).toBe(tip);
  expect(git(tree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r1');
  expect(sh(root, `git log -p ws/demo/r1 --not main`)).not.toContain(SECRET);
  const [pack = ''] = readdirSync(aside).filter((name) => name.endsWith('.pack'));
  expect(statSync(join(aside, pack)).mode & 0o777).toBe(0o600);
});

test('commits without a secret stay, for whoever comes next', async () => {
  const { aside, workspace, tree } = await open();
  sh(tree, 'git commit -q --allow-empty -m fine');
  const head = git(tree, 'rev-parse', 'HEAD');
  unwrap(await workspace.withdraw(attemptOf('a')));
  expect(git(tree, 'rev-parse', 'ws/demo/r1')).toBe(head);
  expect(existsSync(aside)).toBe(false);
});

test('files stay as they are', async () => {
  const { workspace, tree } = await open();
  sh(tree, `echo '${SECRET}' > leak.txt; git add leak.txt; git commit -qm c; echo more > more.txt`);
  unwrap(await workspace.withdraw(attemptOf('a')));
  expect(git(tree, 'status', '--porcelain').split('\n').sort()).toEqual(['?? more.txt', 'A  leak.txt']);
});
