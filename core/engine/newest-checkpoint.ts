/** Which commit a run's log last vouched for, of those on one branch. */
import { laneAt } from '../lane.ts';
import { ROLLBACK } from '../planning/compensation.ts';
import type { Run } from '../run.ts';

/**
 * The checkpoint of the step that succeeded last with one, of those that work in a lane (its place), null: in the worktree of the
 * run; null where there is none, or the branch has been put back to its base. What a lane did before it was opened anew is on
 * another branch.
 */
export const newestCheckpoint = (run: Run, lane: number | null = null): string | null => {
  const rollback = run.plan.index.get(ROLLBACK);
  if (lane === null && rollback !== undefined && run.steps[rollback]?.attempts !== 0) return null;
  let newest: string | null = null;
  let seq = lane === null ? 0 : (run.steps[lane]?.lastSeq ?? 0);
  for (const [place, { state, lastSeq, attempts }] of run.steps.entries()) {
    // What was taken over from another run lies before the base.
    if (attempts === 0 || state.kind !== 'succeeded' || state.checkpoint === null || lastSeq <= seq) continue;
    if (laneAt(run.plan, place) !== lane) continue;
    seq = lastSeq;
    newest = state.checkpoint;
  }
  return newest;
};
