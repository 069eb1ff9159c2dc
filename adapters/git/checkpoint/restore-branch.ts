/** Points a run's branch at a checkpoint again that the state knows of, where the refs were deleted or moved back. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { trouble } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { gitOn, type Repository } from '../repository.ts';
import { objectsOf } from '../worktree/heads.ts';
import { namesOf, salvageRef } from '../worktree/names.ts';
import { knownGitDir } from '../worktree/worktree.ts';
import { moveRefs } from './commit.ts';

/** Tells whether `commit` is `of` or an ancestor of it; null where one of them is not in the repository. */
export const isAncestor = async (git: Git, commit: string, of: string): Promise<Result<boolean | null, Failure>> => {
  const asked = await git(['merge-base', '--is-ancestor', commit, of], { reads: true, answers: [1, 128] });
  if (!asked.ok) return asked;
  return ok(asked.value.exitCode === 128 ? null : asked.value.exitCode === 0);
};

export type RestoreRequest = {
  readonly run: string;
  readonly workstream: string;
  /** The commit that the run started from. */
  readonly base: string;
  /** The newest checkpoint that the log vouches for. */
  readonly recorded: string;
};

/** What was put where, and the ref that holds what the branch had held instead; null where that was nothing of its own. */
export type RestoredBranch = { readonly branch: string; readonly sha: string; readonly kept: string | null };

/** Gives the first salvage name that is free. */
const freeRef = async (git: Git, run: string): Promise<Result<string, Failure>> => {
  for (let nth = 1; ; nth += 1) {
    const ref = salvageRef(run, 'branch', 0, nth);
    const taken = await objectsOf(git, [ref]);
    if (!taken.ok) return taken;
    if (taken.value[0] === null) return ok(ref);
  }
};

/** Brings the files of the worktree from one commit to another; what was changed in it and is in no commit stays as it is. */
const carryFiles = async (
  { commonDir }: Repository,
  worktree: string,
  from: string,
  to: string,
): Promise<Result<void, Failure>> => {
  const gitDir = from === to ? null : await knownGitDir(commonDir, worktree);
  if (gitDir === null) return ok(undefined);
  const inside = gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
  const refreshed = await inside(['update-index', '-q', '--refresh'], { answers: [1] });
  if (!refreshed.ok) return refreshed;
  const carried = await inside(['read-tree', '-m', '-u', from, to]);
  if (carried.ok) return ok(undefined);
  return trouble(
    `${worktree} has changes in files that are to be put back; move them out of the way: ${carried.error.message}`,
  );
};

/** Null where the branch holds the checkpoint already. Nobody may drive the run meanwhile. */
export const restoreBranch = async (
  repository: Repository,
  { run, workstream, base, recorded }: RestoreRequest,
): Promise<Result<RestoredBranch | null, Failure>> => {
  const git = gitOn(repository);
  const names = namesOf(repository, workstream, run);
  if (names === null) return trouble(`${workstream}/${run} cannot be part of a branch name`);
  const found = await objectsOf(git, [names.branchRef, names.headRef, names.baseRef, `${recorded}^{commit}`]);
  if (!found.ok) return found;
  const [branch = null, head = null, start = null, commit = null] = found.value;
  if (commit === null)
    return trouble(
      `the checkpoint ${recorded} of run ${run} is not in the repository any more: look for it in a clone`,
    );
  const holds = branch === null ? ok(false) : await isAncestor(git, recorded, branch);
  if (!holds.ok) return holds;
  const isRecorded = head === null ? ok(false) : await isAncestor(git, recorded, head);
  if (!isRecorded.ok) return isRecorded;
  if (holds.value === true && isRecorded.value === true) return ok(null);

  const tip = holds.value === true && branch !== null ? branch : recorded;
  const isOld = branch === null ? ok(true) : await isAncestor(git, branch, tip);
  if (!isOld.ok) return isOld;
  const kept = isOld.value === true ? ok(null) : await freeRef(git, run);
  if (!kept.ok) return kept;
  const carried = branch === null ? ok(undefined) : await carryFiles(repository, names.worktree, branch, tip);
  if (!carried.ok) return carried;
  const moved = await moveRefs(git, `ws: run ${run} is put back to the checkpoint that its log knows`, [
    ...(kept.value === null ? [] : [{ ref: kept.value, from: null, to: branch }]),
    ...(branch === tip ? [] : [{ ref: names.branchRef, from: branch, to: tip }]),
    { ref: names.headRef, from: head, to: recorded },
    ...(start === null ? [{ ref: names.baseRef, from: null, to: base }] : []),
  ]);
  return moved.ok ? ok({ branch: names.branch, sha: recorded, kept: kept.value }) : moved;
};
