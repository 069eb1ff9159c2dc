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

test.each<[string, string]>([
  ['on the branch', 'echo r > r.txt; git add r.txt; git commit -qm r'],
  ['while HEAD is detached', 'git checkout -q --detach; echo r > r.txt; git add r.txt; git commit -qm r'],
  ['with its refs packed', 'echo r > r.txt; git add r.txt; git commit -qm r; git pack-refs --all'],
])('what who reads commits %s is salvaged, and no parent of what follows', async (_, script) => {
  const { workspace, tip, tree } = await open();
  unwrap(await workspace.stand());
  sh(tree, script);
  const committed = git(tree, 'rev-parse', 'HEAD');
  await workspace.pause(attemptOf('reader'));
  expect(git(tree, 'rev-parse', 'HEAD', 'ws/demo/r1').split('\n')).toEqual([tip, tip]);
  expect(git(tree, 'rev-parse', 'refs/ws/r1/salvage/reader/1')).toBe(committed);
  await workspace.begin(attemptOf('writer'));
  writeFileSync(join(tree, 'w.txt'), 'w\n');
  const next = unwrap(await workspace.checkpoint(attemptOf('writer')));
  expect(git(tree, 'rev-parse', `${next}^@`)).toBe(tip);
  expect(git(tree, 'diff', '--name-only', tip, next)).toBe('w.txt');
  const tidied = unwrap(await workspace.tidy({ left: [], readers: [attemptOf('reader')] }));
  expect(tidied.unexplained).toEqual(['r.txt']);
});

test('a secret that who reads commits is set aside', async () => {
  const { root, aside, workspace, tip, tree } = await open();
  unwrap(await workspace.stand());
  sh(tree, `git commit -q --allow-empty -m 'c ${SECRET}'`);
  await workspace.pause(attemptOf('reader'));
  expect(git(tree, 'rev-parse', 'ws/demo/r1')).toBe(tip);
  expect(sh(root, 'git log --all --format=%B')).not.toContain(SECRET);
  expect(readdirSync(aside).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
});

test.each<[string, boolean]>([
  ['before who reads began', false],
  ['while who may write is at work', true],
])('what was committed %s stays', async (_, isBeside) => {
  const { workspace, tree } = await open();
  if (isBeside) {
    unwrap(await workspace.stand());
    await workspace.begin(attemptOf('writer'));
  }
  sh(tree, 'git commit -q --allow-empty -m mine');
  const head = git(tree, 'rev-parse', 'HEAD');
  if (!isBeside) unwrap(await workspace.stand());
  await workspace.pause(attemptOf('reader'));
  expect(git(tree, 'rev-parse', 'ws/demo/r1')).toBe(head);
});
