/**
 * Makes the worktree of a finished run that of the run which tries it again: what git ignores there stays and costs nothing.
 *
 * V1: what no commit holds is salvaged to the finished run first; its branch stays as it is, whoever made the commits on it.
 * V2: from the note of who takes it over on it is no longer the finished run's. All that comes after can be done again:
 *     the branch is checked out, then git moves the folder, or leaves it where it is.
 * V3: what does not work out is no failure: the run gets a worktree of its own.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import { indexOf } from './checkpoint/private-index.ts';
import { mayHoldGitlinks } from './checkpoint/stage.ts';
import { gitAt } from './command/configured.ts';
import { lineAt } from './command/glance.ts';
import { gitOn } from './repository.ts';
import { objectsOf } from './worktree/heads.ts';
import type { RunNames } from './worktree/names.ts';
import { noteTaker, takerOf } from './worktree/place.ts';
import { LOCK_REASON, rejoinedGitDir, type WorktreeMeans } from './worktree/worktree.ts';
import { writeAnew } from '../../core/state/sqlite/own-file.ts';

export type TakeOver = {
  /** Of the run that begins; where its worktree is to be, once it has one. */
  readonly to: RunNames;
  /** Of the finished run. */
  readonly from: RunNames;
  /** Salvages, to the finished run, what is uncommitted in its worktree, which lies at a place, and puts that back. Gives the ref. */
  readonly settle: (worktree: string) => Promise<Result<string | null, Failure>>;
};

/** V2: git renames the folder first; one that died before it wrote down the new place is told it. */
const mendMove = (commonDir: string, { run, worktree }: RunNames): void => {
  const pointer = join(worktree, '.git');
  const gitDir = existsSync(pointer) ? /^gitdir: (.+)$/.exec(lineAt(pointer) ?? '')?.[1] : undefined;
  if (gitDir === undefined || dirname(gitDir) !== join(commonDir, 'worktrees') || takerOf(gitDir) !== run) return;
  const place = lineAt(join(gitDir, 'gitdir'));
  if (place !== pointer && place !== null && !existsSync(place))
    writeAnew(join(gitDir, 'gitdir'), `${pointer}\n`, 0o666);
};

/** Why a worktree is not fit to be gone on with; null where it is. */
const harmOf = async (means: WorktreeMeans, from: RunNames, gitDir: string): Promise<string | null> => {
  const found = await objectsOf(gitOn(means.repository), [from.branchRef, from.baseRef, from.headRef]);
  if (!found.ok || found.value.includes(null)) return 'its branch is gone';
  const lock = lineAt(join(gitDir, 'locked'));
  if (lock !== null && lock !== LOCK_REASON) return `it is locked${lock === '' ? '' : `: ${lock}`}`;
  if (!existsSync(indexOf(gitDir))) return 'its index is missing';
  return (await mayHoldGitlinks(indexOf(gitDir))) ? 'it holds a submodule' : null;
};

/** Where git leaves it, it is found there. */
const move = async ({ repository, lock }: WorktreeMeans, worktree: string, run: string): Promise<void> => {
  const to = join(repository.worktrees, run);
  if (worktree === to || existsSync(to)) return;
  await using _held = await lock();
  await gitOn(repository)(['worktree', 'move', '--force', '--force', worktree, to], { answers: [128] });
};

/** Puts the worktree at `worktree`, which is the taker's by now, on its branch; the error says why that cannot be. */
const switchOver = async (means: WorktreeMeans, take: TakeOver, worktree: string): Promise<Result<void, Failure>> => {
  const { to, from, settle } = take;
  const { repository, failpoint, tell } = means;
  const gitDir = await rejoinedGitDir(repository.commonDir, worktree);
  if (gitDir === null || lineAt(join(gitDir, 'HEAD')) === `ref: ${to.branchRef}`) return ok(undefined);
  const kept = await settle(worktree); // V1
  if (!kept.ok) return kept;
  if (kept.value !== null) tell(`what was uncommitted in the worktree of ${from.run} is kept as ${kept.value}`);
  failpoint('git.take-over.settled');
  const git = gitAt({ cwd: worktree, gitDir, workTree: worktree }, repository.commonDir);
  const switched = await git(['checkout', '--quiet', '--no-overwrite-ignore', to.branch, '--']);
  failpoint('git.take-over.switched');
  return switched.ok ? ok(undefined) : switched;
};

/** Says that the branch of the finished run holds more than its checkpoints, of which the retry knows nothing. */
const tellOwnCommits = async ({ repository, tell }: WorktreeMeans, { to, from }: TakeOver): Promise<void> => {
  const found = await objectsOf(gitOn(repository), [from.branchRef, from.headRef]);
  const [branch = null, head = null] = found.ok ? found.value : [];
  if (branch === null || head === null || branch === head) return;
  const [own, last] = [branch, head].map((sha) => sha.slice(0, 12));
  const how = `git cherry-pick ${last}..${from.branch}`;
  tell(`commit ${own} on ${from.branch} is not in the retry; to take it in: ws merge ${to.run}, then ${how}`);
};

/** Where a worktree of a run that begins is, or was being taken over; else null. */
const begun = async (commonDir: string, { worktree }: RunNames): Promise<string | null> => {
  if (!existsSync(worktree)) return null;
  const gitDir = await rejoinedGitDir(commonDir, worktree);
  return gitDir === null || takerOf(gitDir) === null ? null : worktree;
};

/**
 * Takes over what can be; the branch of the run that begins exists. Whether it did shows in where its worktree then lies.
 * Fails only where the disk is full.
 */
export const takeOverWorktree = async (means: WorktreeMeans, take: TakeOver): Promise<Result<void, Failure>> => {
  const { commonDir } = means.repository;
  const { to, from } = take;
  mendMove(commonDir, to);
  let worktree = await begun(commonDir, to);
  if (worktree === null) {
    if (existsSync(to.worktree)) return ok(undefined);
    await tellOwnCommits(means, take);
    if (!existsSync(from.worktree)) return ok(undefined);
    const gitDir = await rejoinedGitDir(commonDir, from.worktree);
    const harm = gitDir === null ? 'git does not know it' : await harmOf(means, from, gitDir);
    if (harm !== null || gitDir === null) {
      means.tell(`the worktree of ${from.run} is not gone on with: ${harm}`);
      return ok(undefined);
    }
    worktree = from.worktree;
    means.failpoint('git.take-over.before');
    noteTaker(gitDir, to.run); // V2
    means.failpoint('git.take-over.noted');
  }
  const switched = await switchOver(means, take, worktree);
  if (!switched.ok) {
    const gitDir = await rejoinedGitDir(commonDir, worktree);
    if (gitDir !== null) noteTaker(gitDir, null); // V3
    if (switched.error.code === 'disk-full') return switched;
    means.tell(`the worktree of ${from.run} is not gone on with: ${switched.error.message}`);
    return ok(undefined);
  }
  await move(means, worktree, to.run);
  means.failpoint('git.take-over.moved');
  return ok(undefined);
};
