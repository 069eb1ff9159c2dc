/** Which commit a run's log last vouched for. */
import { ROLLBACK } from '../planning/compensation.ts';
import type { Run } from '../run.ts';

/** The checkpoint of the step that succeeded last with one; null where there is none, or the branch has been put back to its base. */
export const newestCheckpoint = (run: Run): string | null => {
  const rollback = run.plan.index.get(ROLLBACK);
  if (rollback !== undefined && run.steps[rollback]?.attempts !== 0) return null;
  let newest: string | null = null;
  let seq = 0;
  for (const { state, lastSeq, attempts } of run.steps) {
    // What was taken over from another run lies before the base.
    if (attempts === 0) continue;
    if (state.kind !== 'succeeded' || state.checkpoint === null || lastSeq <= seq) continue;
    seq = lastSeq;
    newest = state.checkpoint;
  }
  return newest;
};
