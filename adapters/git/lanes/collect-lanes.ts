/** Removes what lanes of finished runs left behind: branches that others hold, and worktrees of runs that died. */
import { existsSync } from 'node:fs';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { listWorktrees, type WorktreeEntry } from '../checkout/checkout.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import {
  collectBranch,
  collectWorktree,
  reasonToKeep,
  type Candidate,
  type Collected,
  type CollectRequest,
} from '../gc/collect.ts';
import { kept, type Part } from '../gc/part.ts';
import { gitOn } from '../repository.ts';
import { laneNamesOf, namesOf } from '../worktree/names.ts';
import { lanesOf } from './lane-refs.ts';
import { slotsOf } from './pool.ts';

const nothing: Part = kept('nothing-there');

const isThere = (part: Part): boolean => part.outcome === 'removed' || part.reason !== 'nothing-there';

const collectOf = async (
  request: CollectRequest,
  { run, workstream, finishedAt }: Candidate,
  entries: readonly WorktreeEntry[],
): Promise<Result<readonly Collected[], Failure>> => {
  const own = namesOf(request.repository, workstream, run);
  const git = gitOn(request.repository);
  const lanes = await lanesOf(git, run);
  if (!lanes.ok || own === null) return lanes.ok ? ok([]) : lanes;
  const slots = new Map(slotsOf(request.repository, own).map((slot) => [slot.lane, slot.worktree]));
  const ignoredToo = finishedAt !== null && finishedAt < request.ignoredBefore;
  const collected: Collected[] = [];
  for (const { lane } of lanes.value) {
    const worktree = slots.get(lane);
    const names = laneNamesOf(own, lane, worktree ?? '');
    const isHeld = worktree !== undefined && existsSync(worktree);
    const part = isHeld ? await collectWorktree({ ...request, ignoredToo }, names, entries) : nothing;
    const branch = await collectBranch(request, names, part, entries);
    if (isThere(part) || isThere(branch)) collected.push({ run: `${run}.lanes/${lane}`, worktree: part, branch });
  }
  return ok(collected);
};

/** What was thrown away goes when the time to take that back is over. */
const dropBranches = async (
  request: CollectRequest,
  { run, workstream }: Candidate,
): Promise<Result<void, Failure>> => {
  const git = gitOn(request.repository);
  const asked = ['for-each-ref', '--format=%(refname) %(objectname)', `refs/heads/ws/${workstream}/${run}.lanes/`];
  const read = await git(asked, { reads: true });
  if (!read.ok) return read;
  const refs = [...read.value.stdout.toString('utf8').matchAll(/^(\S+) (\S+)$/gm)];
  if (refs.length === 0 || request.dryRun) return ok(undefined);
  return moveRefs(
    git,
    `ws gc ${run}`,
    refs.map(([, ref = '', from = '']) => ({ ref, from, to: null })),
  );
};

/** What became of each lane of which there was something. */
export const collectLanes = async (request: CollectRequest): Promise<Result<readonly Collected[], Failure>> => {
  const entries = await listWorktrees(gitOn(request.repository));
  if (!entries.ok) return entries;
  const collected: Collected[] = [];
  for (const candidate of request.candidates) {
    const { discardedAt } = candidate;
    if (discardedAt !== null) {
      const dropped = discardedAt < request.discardedBefore ? await dropBranches(request, candidate) : ok(undefined);
      if (!dropped.ok) return dropped;
    } else if ((await reasonToKeep(request, candidate)) === null) {
      const of = await collectOf(request, candidate, entries.value);
      if (!of.ok) return of;
      collected.push(...of.value);
    }
  }
  return ok(collected);
};
