import { cpSync, existsSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type CollectRequest } from '../../../../../adapters/git/gc/collect.ts';
import { bringBack, checkedOutAt, putAway } from '../../../../../adapters/git/gc/put-away.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { namesOf } from '../../../../../adapters/git/worktree/names.ts';
import { instant } from '../../../../../core/id.ts';
import { attemptOf, git, lockInProcess, openAt, refuse, repositoryAt, temporary, unwrap, write } from '../rig.ts';

const finished = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', '.gitignore': '*.log\n' });
  const workspace = await openAt(root);
  write(workspace.worktree, { made: 'm' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  const repository = unwrap(await findRepository(root));
  const names = namesOf(repository, 'demo', 'r1');
  if (names === null) throw new Error('invariant: plain names');
  const away = async (ignoredToo = false) => unwrap(await putAway(repository, lockInProcess(), names, ignoredToo));
  const gc = async (more: Partial<CollectRequest>) =>
    unwrap(
      await collect({
        repository,
        lock: lockInProcess(),
        candidates: [{ run: 'r1', workstream: 'demo', finishedAt: null, discardedAt: instant(1_000) }],
        finishedBefore: instant(0),
        ignoredBefore: instant(0),
        discardedBefore: instant(0),
        dryRun: false,
        isDriven: async () => false,
        ...more,
      }),
    )[0];
  const refs = (): string => git(root, 'for-each-ref', '--format=%(refname)', 'refs/ws', 'refs/heads/ws');
  return { root, tree: workspace.worktree, sha, repository, names, away, gc, refs };
};

describe('a run that is thrown away', () => {
  test('leaves its commit under a ref, and neither branch nor worktree', async () => {
    const { tree, sha, away, refs } = await finished();
    expect(await away()).toEqual({ sha, worktree: { outcome: 'removed', detail: '' } });
    expect(existsSync(tree)).toBe(false);
    expect(refs().split('\n')).toEqual(['refs/ws/r1/base', 'refs/ws/r1/discarded', 'refs/ws/r1/head']);
  });

  test('is thrown away in a copy of the repository, and the worktree and the branch of the original stay', async () => {
    const { root, tree, sha } = await finished();
    write(tree, { draft: 'd' });
    const copy = join(temporary(), 'copy');
    cpSync(root, copy, { recursive: true });
    const repository = unwrap(await findRepository(copy));
    const names = namesOf(repository, 'demo', 'r1');
    if (names === null) throw new Error('invariant: plain names');
    expect(unwrap(await checkedOutAt(repository, names))).toBe(null);
    const away = unwrap(await putAway(repository, lockInProcess(), names, true));
    expect(away).toEqual({ sha, worktree: { outcome: 'kept', reason: 'nothing-there', detail: '' } });
    expect(git(copy, 'for-each-ref', '--format=%(refname)', 'refs/heads/ws')).toBe('');
    expect(git(root, 'rev-parse', 'refs/heads/ws/demo/r1')).toBe(sha);
    expect(git(tree, 'status', '--porcelain', '--branch')).toBe('## ws/demo/r1\n?? draft');
    expect(unwrap(await bringBack(repository, names))).toBe(sha);
  });

  test('has its worktree found after the repository was moved', async () => {
    const { root, tree, sha, names } = await finished();
    const moved = join(temporary(), 'moved');
    renameSync(root, moved);
    const repository = unwrap(await findRepository(moved));
    const away = await putAway(repository, lockInProcess(), names, false);
    renameSync(moved, root);
    expect(unwrap(away)).toEqual({ sha, worktree: { outcome: 'removed', detail: '' } });
    expect(existsSync(tree)).toBe(false);
  });

  test('is brought back as it was', async () => {
    const { root, sha, repository, names, away, refs } = await finished();
    const before = refs();
    await away();
    expect(unwrap(await bringBack(repository, names))).toBe(sha);
    expect(refs()).toBe(before);
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
  });

  test('keeps a worktree with ignored files, in which git finds nothing new, and gets it back', async () => {
    const { tree, sha, repository, names, away } = await finished();
    write(tree, { 'x.log': 'x' });
    expect((await away()).worktree).toEqual({ outcome: 'kept', reason: 'ignored-files', detail: 'x.log' });
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(unwrap(await bringBack(repository, names))).toBe(sha);
    expect(git(tree, 'symbolic-ref', 'HEAD')).toBe(names.branchRef);
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('can be thrown away and brought back twice, as after a kill in between', async () => {
    const { sha, repository, names, away } = await finished();
    await away();
    expect((await away()).sha).toBe(sha);
    expect(unwrap(await bringBack(repository, names))).toBe(sha);
    expect(unwrap(await bringBack(repository, names))).toBe(sha);
  });

  test('is not brought back over a branch that somebody has made since', async () => {
    const { root, repository, names, away } = await finished();
    await away();
    git(root, 'branch', 'ws/demo/r1', 'main');
    expect(refuse(await bringBack(repository, names)).message).toContain('git branch -m ws/demo/r1');
  });

  test('is told to be in use where a person has its branch checked out', async () => {
    const { root, tree, repository, names } = await finished();
    expect(unwrap(await checkedOutAt(repository, names))).toBe(null);
    git(root, 'worktree', 'unlock', tree);
    git(root, 'worktree', 'remove', tree);
    git(root, 'checkout', '--quiet', 'ws/demo/r1');
    expect(unwrap(await checkedOutAt(repository, names))).toBe(root);
  });

  test('is dropped from git once it can no longer be brought back, and not before', async () => {
    const { tree, away, gc, refs } = await finished();
    write(tree, { 'x.log': 'x' });
    await away();
    const before = refs();
    expect((await gc({ ignoredBefore: instant(2_000) }))?.worktree.outcome).toBe('removed');
    expect(await gc({})).toMatchObject({ branch: { outcome: 'kept', reason: 'discarded' } });
    expect(refs()).toBe(before);
    expect((await gc({ discardedBefore: instant(2_000), dryRun: true }))?.branch.outcome).toBe('removed');
    expect(refs()).toBe(before);
    expect((await gc({ discardedBefore: instant(2_000) }))?.branch.outcome).toBe('removed');
    expect(refs()).toBe('');
  });

  test('takes the repositories of its lost attempts along then, and nothing that a link leads to', async () => {
    const { root, away, gc } = await finished();
    const aside = join(root, '.git', 'ws-salvage');
    write(root, { '.git/ws-salvage/r1/build-1-7/HEAD': 'x', '.git/ws-salvage/r2/build-1-8/HEAD': 'x' });
    await away();
    await gc({});
    await gc({ discardedBefore: instant(2_000), dryRun: true });
    expect(readdirSync(aside)).toEqual(['r1', 'r2']);
    await gc({ discardedBefore: instant(2_000) });
    expect(readdirSync(aside)).toEqual(['r2']);
    // Also what a crash between the two left, but no further than that folder.
    symlinkSync(join(aside, 'r2'), join(aside, 'r1'));
    await gc({ discardedBefore: instant(2_000) });
    expect(readdirSync(join(aside, 'r2'))).toEqual(['build-1-8']);
    rmSync(join(aside, 'r1'));
    write(root, { '.git/ws-salvage/r1/x': 'x' });
    await gc({ discardedBefore: instant(2_000) });
    expect(readdirSync(aside)).toEqual(['r2']);
  });

  test('is not dropped while its branch is still there', async () => {
    const { gc, refs } = await finished();
    const before = refs();
    expect(await gc({ discardedBefore: instant(2_000) })).toMatchObject({
      branch: { reason: 'discarded', detail: 'throwing it away broke off: ws discard r1' },
    });
    expect(refs()).toBe(before);
  });
});
