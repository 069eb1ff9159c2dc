/**
 * The worktrees that lanes of a run work in: one is made where none is free, and goes from lane to lane.
 *
 * P1: a worktree is free once what no commit holds of the lane before is kept under a ref.
 * P2: HEAD names the next lane only once all files are that lane's: whoever finds the worktree in between finds that of the lane
 *     before, and clears it up.
 * P3: ignored files go, but for what is linked, and what the author keeps.
 * P4: a worktree in which a repository holds work that nothing else holds goes to no other lane.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { leaveOut } from '../checkpoint/stage.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { lineAt, namesAt } from '../command/glance.ts';
import { judge } from '../gc/doubt.ts';
import { mayHoldRepositories } from '../gc/nested.ts';
import type { WorkspacesMeans } from '../workspaces-means.ts';
import type { Repository } from '../repository.ts';
import { broughtIn, linksOf } from '../worktree/bring-in.ts';
import { laneBranches, laneNamesOf, type RunNames } from '../worktree/names.ts';
import { SET_UP } from '../worktree/set-up.ts';
import { rejoinedGitDir } from '../worktree/worktree.ts';
import { followTree } from './follow-submodules.ts';

/** A worktree of the pool, and the lane whose branch it stands on; null where it stands on none. */
export type Slot = { readonly worktree: string; readonly lane: string | null };

const NUMBERED = /\.lane-\d+$/;

const slotPath = ({ repository: { worktrees } }: WorkspacesMeans, run: string, nth: number): string =>
  join(worktrees, `${run}.lane-${nth}`);

const gitDirOf = (worktree: string): string | null =>
  /^gitdir: ([\s\S]+)$/.exec(lineAt(join(worktree, '.git')) ?? '')?.[1] ?? null;

const laneIn = (worktree: string, names: RunNames): string | null => {
  const gitDir = gitDirOf(worktree);
  const before = `ref: refs/heads/${laneBranches(names)}`;
  const head = gitDir === null ? null : lineAt(join(gitDir, 'HEAD'));
  return head?.startsWith(before) === true ? head.slice(before.length) : null;
};

/** All that there are. Reads a few small files. */
export const slotsOf = ({ worktrees }: Pick<Repository, 'worktrees'>, names: RunNames): readonly Slot[] =>
  namesAt(worktrees)
    .filter((name) => NUMBERED.test(name) && name.replace(NUMBERED, '') === names.run)
    .map((name) => join(worktrees, name))
    .map((worktree) => ({ worktree, lane: laneIn(worktree, names) }));

/** That of a lane, where it has one; else one that is free, which may have to be made. Takes it at once. */
export const takeSlot = (means: WorkspacesMeans, names: RunNames, lane: string, busy: Set<string>): Slot => {
  const slots = slotsOf(means.repository, names);
  const own = slots.find((slot) => slot.lane === lane);
  const free = own ?? slots.find((slot) => slot.lane !== null && !busy.has(slot.worktree));
  let found = free;
  for (let nth = 1; found === undefined; nth += 1) {
    const worktree = slotPath(means, names.run, nth);
    if (!existsSync(worktree) && !busy.has(worktree)) found = { worktree, lane: null };
  }
  busy.add(found.worktree);
  return found;
};

/** P4, of a worktree of which no commit holds more (P1). */
export const isToStay = async ({ repository: { commonDir } }: WorkspacesMeans, names: RunNames): Promise<boolean> => {
  const gitDir = await rejoinedGitDir(commonDir, names.worktree);
  if (gitDir === null) return false;
  const isPlain = !existsSync(join(gitDir, 'modules')) && !(await mayHoldRepositories(names.worktree));
  return !isPlain && (await judge({ commonDir, gitDir, names, ignoredToo: true })).doubt !== null;
};

/** P3 */
const clean = async (git: Git, gitDir: string, keep: readonly string[]): Promise<Result<void, Failure>> => {
  const kept = [...keep, ...linksOf(gitDir)].flatMap((path) => ['-e', `/${path.replace(/^\/+/, '')}`]);
  const cleaned = await git(['clean', '-d', '-x', '--force', '--force', '--quiet', ...kept]);
  return cleaned.ok ? ok(undefined) : cleaned;
};

/** Puts a worktree that is free on the branch of a lane. */
export const handOver = async (
  means: WorkspacesMeans,
  { branchRef, worktree }: RunNames,
  keep: readonly string[],
): Promise<Result<void, Failure>> => {
  const { commonDir } = means.repository;
  const gitDir = await rejoinedGitDir(commonDir, worktree);
  if (gitDir === null) return ok(undefined);
  const git = gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
  const without = await leaveOut(git, broughtIn(gitDir), {});
  if (!without.ok) return without;
  const laid = await git(['read-tree', '--reset', '-u', branchRef]);
  if (!laid.ok) return laid;
  const followed = await followTree({ git, gitDir, commonDir, names: { worktree } }, branchRef);
  if (!followed.ok) return followed;
  const cleaned = await clean(git, gitDir, keep);
  if (!cleaned.ok) return cleaned;
  await rm(join(gitDir, SET_UP), { force: true });
  means.failpoint('git.lane.laid-out');
  const named = await git(['symbolic-ref', '-m', 'ws: to the next lane', 'HEAD', branchRef]); // P2
  return named.ok ? ok(undefined) : named;
};

/** The names of the lane that a slot stands on; null where it stands on none. */
export const namesIn = (names: RunNames, { worktree, lane }: Slot): RunNames | null =>
  lane === null ? null : laneNamesOf(names, lane, worktree);

/** What a slot is called before people. */
export const slotName = ({ worktree }: Slot): string => basename(worktree);
