/** Lanes of a run: a branch each, and a worktree of the pool for as long as the lane is open. */
import { existsSync } from 'node:fs';
import type { Failure } from '../../../core/failure.ts';
import { runId, stepId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { SecretIn } from '../../../core/system.ts';
import type { Workspace, Workspaces } from '../../../core/workspace.ts';
import { listWorktrees } from '../checkout/checkout.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { trouble } from '../command/command.ts';
import { refuseLinkedRefs } from '../command/ref-folders.ts';
import { collectWorktree } from '../gc/collect.ts';
import { openAt } from '../open-worktree.ts';
import type { WorkspacesMeans } from '../workspaces-means.ts';
import { gitOn } from '../repository.ts';
import { startBranch } from '../start-branch.ts';
import { laneBranches, laneName, laneNamesOf, namesOf, type RunNames } from '../worktree/names.ts';
import { handOver, isToStay, namesIn, slotName, slotsOf, takeSlot, type Slot } from './pool.ts';

export type LaneRequest = Parameters<Workspaces['openLane']>[0];

/** Worktrees that are taken, over all runs that this process drives. */
export type Busy = Set<string>;

/** P1: keeps what no commit holds of a lane whose process is gone. */
const settle = async (
  means: WorkspacesMeans,
  names: RunNames,
  secretIn: SecretIn | null,
): Promise<Result<void, Failure>> => {
  const started = await startBranch(means, names, { from: names.baseRef, recorded: null });
  if (!started.ok) return started;
  const run = runId(names.run);
  const opened = await openAt(means, { run, secretIn }, names, started.value);
  if (!opened.ok) return opened;
  const restored = await opened.value.restore({ run, step: stepId(names.lane ?? 'lane'), attempt: 0 });
  if (!restored.ok) return restored;
  const { salvaged } = restored.value;
  if (salvaged !== null) means.tell(`what was uncommitted in the lane ${names.lane} is kept as ${salvaged}`);
  return ok(undefined);
};

type Taken = { readonly slot: Slot; readonly isOfAnother: boolean };

/** Its own, a new one, or that of a lane which has nothing more to lose (P1, P4). */
const takeFree = async (
  means: WorkspacesMeans,
  busy: Busy,
  { own, name, secretIn }: { readonly own: RunNames; readonly name: string; readonly secretIn: SecretIn | null },
): Promise<Result<Taken, Failure>> => {
  for (;;) {
    const slot = takeSlot(means, own, name, busy);
    const before = slot.lane === name ? null : namesIn(own, slot);
    if (before === null) return ok({ slot, isOfAnother: false });
    const settled = await settle(means, before, secretIn);
    if (!settled.ok) {
      busy.delete(slot.worktree);
      return settled;
    }
    if (!(await isToStay(means, before))) return ok({ slot, isOfAnother: true });
  }
};

/** Forks, or finds the fork. */
export const openLane = async (
  means: WorkspacesMeans,
  busy: Busy,
  { run, workstream, lane, base, recorded, secretIn, nestedRepositories, keep }: LaneRequest,
): Promise<Result<Workspace, Failure>> => {
  const own = namesOf(means.repository, workstream, run);
  if (own === null) return trouble(`${workstream}/${run} cannot be part of a branch name`);
  const name = laneName(lane);
  const taken = await takeFree(means, busy, { own, name, secretIn });
  if (!taken.ok) return taken;
  const opening = { ...taken.value, own, name, base, recorded, keep };
  const opened = await openIn(means, opening, { run, secretIn, nestedRepositories });
  if (!opened.ok) busy.delete(taken.value.slot.worktree);
  return opened;
};

type Opening = Pick<LaneRequest, 'base' | 'recorded' | 'keep'> &
  Taken & { readonly own: RunNames; readonly name: string };

const openIn = async (
  means: WorkspacesMeans,
  { own, slot, isOfAnother, name, base, recorded, keep }: Opening,
  request: Pick<LaneRequest, 'run' | 'secretIn' | 'nestedRepositories'>,
): Promise<Result<Workspace, Failure>> => {
  const names = laneNamesOf(own, name, slot.worktree);
  const refs = refuseLinkedRefs(means.repository.commonDir, names);
  if (!refs.ok) return refs;
  means.failpoint('git.lane.before-fork');
  const started = await startBranch(means, names, { from: base, recorded });
  if (!started.ok) return started;
  means.failpoint('git.lane.forked');
  const handed = isOfAnother ? await handOver(means, names, keep) : ok(undefined);
  if (!handed.ok) return handed;
  return openAt(means, request, names, started.value);
};

/** P1 */
export const closeLane = async (
  busy: Busy,
  { run, lane, workspace }: Parameters<Workspaces['closeLane']>[0],
): Promise<Result<void, Failure>> => {
  const restored = await workspace.restore({ run, step: lane.path, attempt: lane.generation });
  busy.delete(workspace.worktree);
  return restored.ok ? ok(undefined) : restored;
};

/** Best effort but for what would be lost: what cannot be removed stays, and `ws gc` comes back to it. */
export const dropLanes = async (
  means: WorkspacesMeans,
  busy: Busy,
  { run, workstream, secretIn }: Parameters<Workspaces['dropLanes']>[0],
): Promise<Result<void, Failure>> => {
  const own = namesOf(means.repository, workstream, run);
  for (const slot of own === null ? [] : slotsOf(means.repository, own)) {
    const names = own === null ? null : namesIn(own, slot);
    if (names === null || !existsSync(slot.worktree)) continue;
    const settled = await settle(means, names, secretIn);
    if (!settled.ok) return settled;
    const entries = await listWorktrees(gitOn(means.repository));
    if (!entries.ok) return entries;
    const { repository, lock } = means;
    const part = await collectWorktree({ repository, lock, dryRun: false, ignoredToo: true }, names, entries.value);
    if (part.outcome === 'kept') means.tell(`the worktree ${slotName(slot)} stays: ${part.detail}`);
    busy.delete(slot.worktree);
  }
  return own === null ? ok(undefined) : dropMerged(means, own);
};

/** What the branch of the run holds needs none of its own any more; the refs that say what each lane did stay. */
const dropMerged = async ({ repository }: WorkspacesMeans, own: RunNames): Promise<Result<void, Failure>> => {
  const git = gitOn(repository);
  const merged = ['--merged', own.headRef, `refs/heads/${laneBranches(own)}`];
  const read = await git(['for-each-ref', '--format=%(refname) %(objectname)', ...merged], { reads: true });
  if (!read.ok) return read;
  const refs = [...read.value.stdout.toString('utf8').matchAll(/^(\S+) (\S+)$/gm)];
  if (refs.length === 0) return ok(undefined);
  const moves = refs.map(([, ref = '', from = '']) => ({ ref, from, to: null }));
  return moveRefs(git, `ws: lanes of ${own.run} are merged`, moves);
};
