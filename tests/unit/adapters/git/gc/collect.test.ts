import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Collected, type CollectRequest } from '../../../../../adapters/git/gc/collect.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { instant } from '../../../../../core/id.ts';
import {
  attemptOf,
  fingerprint,
  git,
  lockInProcess,
  openAt,
  repositoryAt,
  sh,
  temporary,
  unwrap,
  write,
} from '../rig.ts';

const finished = async (
  then: (workspace: Awaited<ReturnType<typeof openAt>>) => Promise<void> = async () => undefined,
) => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', '.gitignore': '*.log\n' });
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  write(tree, { made: 'm' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  await then(workspace);
  const gc = async (more: Partial<CollectRequest> = {}): Promise<Collected> => {
    const [one] = unwrap(
      await collect({
        repository: more.repository ?? unwrap(await findRepository(root)),
        lock: lockInProcess(),
        candidates: [{ run: 'r1', workstream: 'demo', finishedAt: instant(1_000), discardedAt: null }],
        finishedBefore: instant(2_000),
        ignoredBefore: instant(0),
        discardedBefore: instant(0),
        dryRun: false,
        isDriven: async () => false,
        ...more,
      }),
    );
    if (one === undefined) throw new Error('no answer');
    return one;
  };
  return { root, tree, sha, gc };
};

const reasons = ({ worktree, branch }: Collected) =>
  [worktree, branch].map((part) =>
    part.outcome !== 'kept' ? part.outcome : part.reason === 'git-refused' ? part.detail : part.reason,
  );

describe('gc', () => {
  test('removes the worktree of an unmerged run, whose branch keeps its commits', async () => {
    const { root, tree, sha, gc } = await finished();
    expect(reasons(await gc())).toEqual(['removed', 'unmerged']);
    expect(existsSync(tree)).toBe(false);
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
    expect(git(root, 'worktree', 'list', '--porcelain')).not.toContain('r1');
  });

  test('removes worktree, branch and refs of a merged run', async () => {
    const { root, tree, gc } = await finished();
    git(root, 'merge', '--quiet', 'ws/demo/r1');
    expect(reasons(await gc())).toEqual(['removed', 'removed']);
    expect(existsSync(tree)).toBe(false);
    expect(git(root, 'for-each-ref', '--format=%(refname)', 'refs/heads/ws', 'refs/ws')).toBe('');
  });

  test.each([
    ['squashed', 'git merge -q --squash ws/demo/r1; git commit -qm all', 'removed'],
    [
      'squashed elsewhere in the file',
      'echo 0 > b; git add b; git commit -qm b; git merge -q --squash ws/demo/r1; git commit -qm all',
      'removed',
    ],
    ['picked one by one', 'echo 0 > b; git add b; git commit -qm b; git cherry-pick HEAD~1..ws/demo/r1', 'removed'],
    ['picked in part', 'git cherry-pick ws/demo/r1~1', 'unmerged'],
    [
      'squashed on a branch of a run',
      'git checkout -qb ws/demo/r2; git merge -q --squash ws/demo/r1; git commit -qm all',
      'unmerged',
    ],
    [
      'changed on the way',
      'git merge -q --squash ws/demo/r1; echo more >> made; git add made; git commit -qm all',
      'unmerged',
    ],
  ])('of a run whose work was %s', async (_, script, outcome) => {
    const { root, tree, gc } = await finished(async (workspace) => {
      write(workspace.worktree, { second: '2' });
      unwrap(await workspace.checkpoint(attemptOf('more')));
    });
    sh(root, script);
    const collected = await gc();
    expect(reasons(collected)).toEqual(['removed', outcome]);
    expect(existsSync(tree)).toBe(false);
  });

  test('does nothing in a dry run, and says the same', async () => {
    const { root, gc } = await finished();
    git(root, 'merge', '--quiet', 'ws/demo/r1');
    const before = fingerprint(join(root, '.git'));
    expect(reasons(await gc({ dryRun: true }))).toEqual(['removed', 'removed']);
    expect(fingerprint(join(root, '.git'))).toBe(before);
  });

  test.each([
    ['an untracked file', 'echo x > x', 'dirty'],
    ['a changed file', 'echo x >> a.txt', 'dirty'],
    ['a staged file', 'echo x > x; git add x; rm x', 'dirty'],
    ['an ignored file', 'echo x > x.log', 'ignored-files'],
    ['a detached HEAD', 'git checkout -q --detach; git commit -q --allow-empty -m own', 'head-moved'],
    ['a ref of its own', 'git update-ref refs/worktree/mine HEAD', 'dirty'],
    ['a repository inside', 'git init -q in; git -C in commit -q --allow-empty -m own', 'dirty'],
    ['a replaced git file', 'rm .git; git init -q .', 'not-ours'],
  ])('keeps a worktree with %s', async (_, script, reason) => {
    const { root, tree, gc } = await finished();
    git(root, 'merge', '--quiet', 'ws/demo/r1');
    sh(tree, script);
    expect(reasons(await gc())).toEqual([reason, reason]);
    expect(existsSync(join(tree, 'made'))).toBe(true);
    expect(git(root, 'worktree', 'list')).toContain('locked');
  });

  test('lets ignored files go once their time is over, and says which', async () => {
    const { tree, gc } = await finished();
    write(tree, { 'x.log': 'x' });
    expect(reasons(await gc({ ignoredBefore: instant(1_000) }))).toEqual(['ignored-files', 'ignored-files']);
    const collected = await gc({ ignoredBefore: instant(5_000) });
    expect(reasons(collected)).toEqual(['removed', 'unmerged']);
    expect(collected.worktree.detail).toBe('with ignored files: x.log');
    expect(existsSync(tree)).toBe(false);
  });

  test('keeps a worktree that somebody else has locked', async () => {
    const { root, tree, gc } = await finished();
    git(root, 'worktree', 'unlock', tree);
    git(root, 'worktree', 'lock', '--reason', 'mine', tree);
    const collected = await gc();
    expect(reasons(collected)).toEqual(['not-ours', 'not-ours']);
    expect(collected.worktree.detail).toBe('it is locked: mine');
    expect(existsSync(tree)).toBe(true);
  });

  test('finds the worktree of a repository that was moved since', async () => {
    const { root, tree, gc } = await finished();
    const moved = `${root}-moved`;
    renameSync(root, moved);
    const repository = unwrap(await findRepository(moved));
    const names = { ...repository, worktrees: dirname(tree) };
    expect(reasons(await gc({ repository: names, dryRun: true }))).toEqual(['removed', 'unmerged']);
    expect(reasons(await gc({ repository: names }))).toEqual(['removed', 'unmerged']);
    expect(existsSync(tree)).toBe(false);
    renameSync(moved, root);
  });

  test('keeps what is unfinished, recent or driven', async () => {
    const { gc } = await finished();
    expect(
      reasons(await gc({ candidates: [{ run: 'r1', workstream: 'demo', finishedAt: null, discardedAt: null }] }))[0],
    ).toBe('unfinished');
    expect(reasons(await gc({ finishedBefore: instant(500) }))[0]).toBe('recent');
    expect(reasons(await gc({ isDriven: async (run) => run === 'r1' }))[0]).toBe('driven');
  });

  test('keeps commits that only a reflog remembers', async () => {
    const { root, tree, gc } = await finished();
    sh(tree, 'git commit -q --allow-empty -m dropped');
    const dropped = git(tree, 'rev-parse', 'HEAD');
    sh(tree, 'git reset -q --hard HEAD~1');
    expect(reasons(await gc())).toEqual(['removed', 'unmerged']);
    expect(git(root, 'for-each-ref', '--contains', dropped, '--format=%(refname)')).toContain('refs/ws/r1/salvage/');
  });

  test('forgets a worktree whose folder is gone, and keeps its branch', async () => {
    const { root, tree, sha, gc } = await finished();
    rmSync(tree, { recursive: true });
    expect(reasons(await gc())).toEqual(['removed', 'unmerged']);
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
    expect(git(root, 'worktree', 'list')).not.toContain('r1');
  });
});
