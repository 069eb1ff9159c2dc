import { expect, test } from 'vitest';
import { readAnchors } from '../../../../../adapters/git/checkpoint/anchors.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const hashOf = (seq: number): string => String(seq).repeat(64).slice(0, 64);
const FORGED = (trailers = '') =>
  `git commit -q --allow-empty -m "ws: a" -m "Ws-Run: r1\nWs-Step: a\nWs-Attempt: 1\n${trailers}Ws-Audit: 9 ${'0'.repeat(64)}"`;

const opened = async () => {
  const root = repositoryAt(temporary('git'));
  let seq = 0;
  const auditHead = async () => ({ seq: (seq += 1), hash: hashOf(seq) });
  const open = () => openAt(root, 'r1', { auditHead });
  const workspace = await open();
  const { base, branch } = workspace.place;
  const repository = unwrap(await findRepository(root));
  const anchors = async () => {
    const read = unwrap(await readAnchors(repository, { base, branch }));
    return read.map((anchor) => anchor.seq).sort((a, b) => a - b);
  };
  return { root, workspace, tree: workspace.worktree, base, open, anchors };
};

test('each checkpoint anchors the log', async () => {
  const { workspace, tree, anchors } = await opened();
  for (const name of ['a', 'b', 'c']) {
    write(tree, { [name]: name });
    unwrap(await workspace.checkpoint(attemptOf(name)));
  }
  expect(await anchors()).toEqual([1, 2, 3]);
});

test.each([
  ['on the branch', FORGED()],
  ['twice', `${FORGED()}; ${FORGED()}`],
  [
    'on a branch that it merges',
    `git checkout -q -b x; ${FORGED()}; git checkout -q -; git commit -q --allow-empty -m y; git merge -q --no-edit x`,
  ],
  ['that names the checkpoint before', FORGED('Ws-Before: $(git rev-parse HEAD)\n')],
])('what a step commits %s anchors nothing, and what ws commits around it does', async (_, script) => {
  const { workspace, tree, anchors } = await opened();
  write(tree, { a: 'a' });
  unwrap(await workspace.checkpoint(attemptOf('first')));
  sh(tree, script);
  expect(await anchors(), 'while the step runs').toEqual([1]);
  write(tree, { b: 'b' });
  unwrap(await workspace.checkpoint(attemptOf('a')));
  write(tree, { c: 'c' });
  unwrap(await workspace.checkpoint(attemptOf('c')));
  expect(await anchors()).toEqual([1, 2, 3]);
});

test('nor where the driver died before it saw it, and the next one finds it', async () => {
  const { workspace, tree, open, anchors } = await opened();
  write(tree, { a: 'a' });
  unwrap(await workspace.checkpoint(attemptOf('first')));
  sh(tree, FORGED());
  const again = await open();
  expect((await again.checkpointed()).map(({ step }) => step)).toEqual(['first', 'a']);
  expect(await anchors()).toEqual([1]);
  write(tree, { b: 'b' });
  unwrap(await again.checkpoint(attemptOf('b')));
  expect(await anchors()).toEqual([1, 2]);
  await open();
  expect(await anchors()).toEqual([1, 2]);
});

test('of checkpoints that an earlier ws made around commits of steps, and of a branch that lost its ref, all count', async () => {
  const { root, workspace, tree, anchors } = await opened();
  write(tree, { a: 'a' });
  unwrap(await workspace.checkpoint(attemptOf('first')));
  sh(tree, `git commit -q --allow-empty -m 'of a step'; ${FORGED()}`);
  git(root, 'update-ref', 'refs/ws/r1/head', 'ws/demo/r1');
  expect(await anchors()).toEqual([1, 9]);
  git(root, 'update-ref', '-d', 'refs/ws/r1/head');
  expect(await anchors()).toEqual([1, 9]);
});
