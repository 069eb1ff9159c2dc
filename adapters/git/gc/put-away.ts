/**
 * Takes the branch of a run that a person throws away out of sight, and brings it back.
 *
 * D1: the commit that the branch held is under a ref of the run before the branch is gone, in one transaction.
 * D2: both can be done again: what a crash left half done is finished.
 */
import { existsSync } from 'node:fs';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { listWorktrees } from '../checkout/checkout.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { trouble } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { gitOn, type Repository } from '../repository.ts';
import { objectsOf } from '../worktree/heads.ts';
import { discardedRef, type RunNames } from '../worktree/names.ts';
import { knownGitDir, type RepositoryLock } from '../worktree/worktree.ts';
import { collectWorktree } from './collect.ts';
import type { Part } from './part.ts';
import { copiedFrom } from './registrations.ts';

export type PutAway = {
  /** The commit that the branch held; null where the run had none. */
  readonly sha: string | null;
  readonly worktree: Part;
};

/** Git on the worktree of a run, where that stands; null where it does not. */
const insideOf = async ({ commonDir }: Repository, { worktree }: RunNames): Promise<Git | null> => {
  const gitDir = existsSync(worktree) ? await knownGitDir(commonDir, worktree) : null;
  return gitDir === null ? null : gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
};

/**
 * The folder, other than the run's own, in which its branch is checked out; null where there is none. In a copy of a repository
 * git still has that of the original, which is on a branch of that one.
 */
export const checkedOutAt = async (
  repository: Repository,
  names: RunNames,
): Promise<Result<string | null, Failure>> => {
  const entries = await listWorktrees(gitOn(repository));
  if (!entries.ok) return entries;
  const own = [names.worktree, copiedFrom(repository.commonDir, names.run)?.place];
  const other = entries.value.find(({ branch, path }) => branch === names.branch && !own.includes(path));
  return ok(other !== undefined && existsSync(other.path) ? other.path : null);
};

/** The runs whose branch was put away, and that were not brought back, as git knows it. */
export const putAwayRuns = async (repository: Repository): Promise<Result<readonly string[], Failure>> => {
  const read = await gitOn(repository)(['for-each-ref', '--format=%(refname)', 'refs/ws'], { reads: true });
  if (!read.ok) return read;
  const names = read.value.stdout.toString('utf8').matchAll(/^refs\/ws\/([^/\n]+)\/discarded$/gm);
  return ok([...names].map(([, run = '']) => run));
};

/** D1. What the worktree holds beyond the branch was salvaged before; the worktree goes where nothing speaks against it. */
export const putAway = async (
  repository: Repository,
  lock: RepositoryLock,
  names: RunNames,
  ignoredToo: boolean,
): Promise<Result<PutAway, Failure>> => {
  const git = gitOn(repository);
  const ref = discardedRef(names.run);
  const found = await objectsOf(git, [names.branchRef, ref]);
  if (!found.ok) return found;
  const [branch = null, before = null] = found.value;
  if (branch !== null) {
    const inside = await insideOf(repository, names);
    // A HEAD that names a branch which is gone makes every file look new.
    const named = inside === null ? null : await inside(['symbolic-ref', '-q', 'HEAD'], { reads: true, answers: [1] });
    if (named !== null && !named.ok) return named;
    if (inside !== null && named?.value.stdout.toString('utf8').trim() === names.branchRef) {
      const loose = await inside(['update-ref', '--no-deref', '-m', 'ws discard', 'HEAD', branch]);
      if (!loose.ok) return loose;
    }
    const moved = await moveRefs(git, `ws discard ${names.run}`, [
      { ref, from: before, to: branch },
      { ref: names.branchRef, from: branch, to: null },
    ]);
    if (!moved.ok) return moved;
  }
  const entries = await listWorktrees(git);
  if (!entries.ok) return entries;
  const away = { ...names, branchRef: ref };
  const worktree = await collectWorktree({ repository, lock, dryRun: false, ignoredToo }, away, entries.value);
  return ok({ sha: branch ?? before, worktree });
};

/** Gives the commit that the branch holds again; null where the run never had one. Fails where it is gone from git. */
export const bringBack = async (repository: Repository, names: RunNames): Promise<Result<string | null, Failure>> => {
  const git = gitOn(repository);
  const ref = discardedRef(names.run);
  const found = await objectsOf(git, [ref, names.branchRef, names.baseRef]);
  if (!found.ok) return found;
  const [sha = null, branch = null] = found.value;
  if (sha === null) return ok(branch);
  if (branch !== null && branch !== sha)
    return trouble(
      `there is a branch ${names.branch} that holds something else; rename it: git branch -m ${names.branch} <name>`,
    );
  const moved = await moveRefs(git, `ws discard --undo ${names.run}`, [
    ...(branch === null ? [{ ref: names.branchRef, from: null, to: sha }] : []),
    { ref, from: sha, to: null },
  ]);
  if (!moved.ok) return moved;
  const inside = await insideOf(repository, names);
  const heads = inside === null ? null : await objectsOf(inside, ['HEAD']);
  if (inside !== null && heads?.ok === true && heads.value[0] === sha) {
    const named = await inside(['symbolic-ref', '-m', 'ws discard --undo', 'HEAD', names.branchRef]);
    if (!named.ok) return named;
  }
  return ok(sha);
};
