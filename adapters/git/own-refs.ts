/** Moves references of a run, which nobody else may hold: what a killed git left of their locks goes first. */
import { join } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import type { Result } from '../../core/result.ts';
import type { Failpoint } from '../../core/system.ts';
import { moveRefs } from './checkpoint/commit.ts';
import { gitOn, type Repository } from './repository.ts';
import type { RunNames } from './worktree/names.ts';
import { clearLeftovers } from './worktree/leftovers.ts';

type Means = { readonly repository: Repository; readonly failpoint: Failpoint };

/** Removes what is left of locks on the references of a run. */
export const clearRefLocks = (means: Means, names: RunNames): Promise<Result<number, Failure>> => {
  const { commonDir } = means.repository;
  const lockFiles = [names.branchRef, names.baseRef, names.headRef].map((ref) => join(commonDir, `${ref}.lock`));
  return clearLeftovers({ gitDir: names.worktree, worktree: names.worktree, lockFiles });
};

/** Makes references of a run that are not there yet. */
export const moveOwn = async (
  means: Means,
  names: RunNames,
  refs: readonly string[],
  to: string,
): Promise<Result<void, Failure>> => {
  const cleared = await clearRefLocks(means, names);
  if (!cleared.ok) return cleared;
  means.failpoint('git.refs.before');
  const moved = await moveRefs(
    gitOn(means.repository),
    `ws: run ${names.run} starts`,
    refs.map((ref) => ({ ref, from: null, to })),
  );
  means.failpoint('git.refs.after');
  return moved;
};
