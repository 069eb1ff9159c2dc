import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectStrays, type StrayRequest } from '../../../../../adapters/git/gc/registrations.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { instant } from '../../../../../core/id.ts';
import { attemptOf, fingerprint, git, lockInProcess, openAt, repositoryAt, temporary, unwrap, write } from '../rig.ts';

const FUTURE = instant(Date.now() + 1_000_000);
const known = new Map([['r1', 'demo']]);

const made = async () => {
  const folder = temporary();
  const root = repositoryAt(join(folder, 'original'));
  const workspace = await openAt(root);
  write(workspace.worktree, { made: 'm' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  const sweep = async (at: string, more: Partial<StrayRequest> = {}) =>
    unwrap(
      await collectStrays({
        repository: unwrap(await findRepository(at)),
        lock: lockInProcess(),
        finishedBefore: FUTURE,
        ignoredBefore: instant(0),
        dryRun: false,
        isDriven: async () => false,
        known,
        ...more,
      }),
    ).found.map(({ run, worktree }) => ({ run, ...worktree }));
  return { folder, root, tree: workspace.worktree, sha, sweep };
};

describe('registrations', () => {
  test('of runs that the state knows are left to the policy', async () => {
    const { root, sweep } = await made();
    expect(await sweep(root)).toEqual([]);
  });

  test('of a copied repository go, and the worktree of the original stays as it is', async () => {
    const { folder, root, tree, sha, sweep } = await made();
    const copy = join(folder, 'copy');
    cpSync(root, copy, { recursive: true, preserveTimestamps: true });
    const before = [fingerprint(tree), fingerprint(join(root, '.git'))];
    expect(await sweep(copy, { dryRun: true })).toMatchObject([{ run: 'r1', outcome: 'removed' }]);
    expect(git(copy, 'worktree', 'list')).toContain(tree);
    const [gone] = await sweep(copy);
    expect(gone).toMatchObject({ run: 'r1', outcome: 'removed' });
    expect(gone?.detail).toContain(`belongs to ${root}/.git/worktrees/`);
    expect(git(copy, 'worktree', 'list')).not.toContain('worktrees');
    expect(git(copy, 'rev-parse', 'ws/demo/r1')).toBe(sha);
    expect([fingerprint(tree), fingerprint(join(root, '.git'))]).toEqual(before);
    expect(await sweep(copy)).toEqual([]);
    expect(await sweep(root)).toEqual([]);
  });

  test('of a copy keep what only they remember', async () => {
    const { folder, root, tree, sweep } = await made();
    write(tree, { staged: 's' });
    git(tree, 'add', 'staged');
    const copy = join(folder, 'copy');
    cpSync(root, copy, { recursive: true, preserveTimestamps: true });
    await sweep(copy);
    const [ref = ''] = git(copy, 'for-each-ref', '--format=%(refname)', 'refs/ws/r1/salvage').split('\n');
    expect(git(copy, 'show', `${ref}:staged`)).toBe('s');
  });

  test('of a repository that was moved are not those of a copy', async () => {
    const { folder, root, tree, sweep } = await made();
    cpSync(root, join(folder, 'moved'), { recursive: true, preserveTimestamps: true });
    rmSync(root, { recursive: true });
    expect(await sweep(join(folder, 'moved'))).toEqual([]);
    expect(existsSync(join(tree, 'made'))).toBe(true);
  });

  test('of runs that the state does not know go with their worktree, once they were left alone long enough', async () => {
    const { root, tree, sha, sweep } = await made();
    const unknown = { known: new Map() };
    expect(await sweep(root, { ...unknown, finishedBefore: instant(1_000) })).toMatchObject([{ reason: 'recent' }]);
    expect(await sweep(root, { ...unknown, isDriven: async () => true })).toMatchObject([{ reason: 'driven' }]);
    write(tree, { mine: 'm' });
    expect(await sweep(root, unknown)).toMatchObject([{ reason: 'dirty', detail: 'mine' }]);
    rmSync(join(tree, 'mine'));
    expect(await sweep(root, unknown)).toMatchObject([{ outcome: 'removed' }]);
    expect(existsSync(tree)).toBe(false);
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
  });

  test('whose folder is gone, of a run that the state does not know, go', async () => {
    const { root, tree, sweep } = await made();
    rmSync(tree, { recursive: true });
    expect(await sweep(root, { known: new Map() })).toMatchObject([{ outcome: 'removed' }]);
    expect(git(root, 'worktree', 'list')).not.toContain(tree);
  });

  test('of a person are no business of ours, also on a branch of a run', async () => {
    const { folder, root, tree, sweep } = await made();
    git(root, 'worktree', 'add', '--quiet', join(folder, 'own'));
    git(root, 'worktree', 'unlock', tree);
    git(root, 'worktree', 'lock', '--reason', 'mine', tree);
    expect(await sweep(root)).toEqual([]);
    expect(await sweep(root, { known: new Map() })).toMatchObject([{ outcome: 'kept', reason: 'not-ours' }]);
    expect(existsSync(join(tree, 'made'))).toBe(true);
    expect(existsSync(join(folder, 'own', 'a.txt'))).toBe(true);
  });

  test('of a folder that is reached by another name are not those of a copy', async () => {
    const { folder, root, tree, sweep } = await made();
    symlinkSync(root, join(folder, 'alias'));
    const pointer = readFileSync(join(tree, '.git'), 'utf8').replace(root, join(folder, 'alias'));
    writeFileSync(join(tree, '.git'), pointer);
    expect(await sweep(root)).toEqual([]);
    expect(existsSync(tree)).toBe(true);
  });

  test('folders that git does not know are told of and left', async () => {
    const { root, tree, sweep } = await made();
    const stray = join(dirname(tree), 'r9');
    mkdirSync(stray);
    expect(await sweep(root)).toMatchObject([{ run: 'r9', outcome: 'kept', reason: 'not-ours' }]);
    expect(existsSync(stray)).toBe(true);
  });
});
