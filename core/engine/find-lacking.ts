/** Finds out which finished steps must be refreshed, because what they leave is not there and something unfinished needs it. */
import type { Failure } from '../failure.ts';
import { laneAt } from '../lane.ts';
import { Lacking, reliantOn, type Lack } from '../planning/schedule/lacking.ts';
import type { RefreshReason } from '../provisions.ts';
import { ok, type Result } from '../result.ts';
import type { Run } from '../run.ts';
import { isInFlight, isStepDone } from '../state/machine.ts';
import type { Workspace } from '../workspace.ts';

const isNeeded = (run: Run, place: number): boolean => {
  for (const reliant of reliantOn(run.plan, [place]))
    if (!isStepDone(run.steps[reliant]?.state.kind ?? 'blocked')) return true;
  return false;
};

/** One git process for each finished step that says what it leaves, and none where no step does. */
export const findLacking = async (
  run: Run,
  { provisions, isNew }: Pick<Workspace, 'provisions' | 'isNew'>,
): Promise<Result<Lacking, Failure>> => {
  const lacks: Lack[] = [];
  for (const [place, { id, leaves }] of run.plan.steps.entries()) {
    const kind = run.steps[place]?.state.kind ?? 'blocked';
    // One in flight may be found to have succeeded; where it begins anew, it makes what it leaves.
    const isMade = kind === 'succeeded' || isInFlight(kind);
    // What a lane has made ends with it, and what is needed in one is brought in there (worktree).
    if (leaves === undefined || !isMade || !isNeeded(run, place) || laneAt(run.plan, place) !== null) continue;
    const missing: RefreshReason = isNew ? 'new-worktree' : 'missing';
    const isCut = await provisions.isRefreshing(id);
    const lacked = await provisions.lacks(id, leaves);
    if (!lacked.ok) return lacked;
    if (isCut || lacked.value.length > 0) lacks.push({ place, why: isCut ? 'interrupted' : missing });
  }
  return ok(new Lacking(run.plan, lacks));
};
