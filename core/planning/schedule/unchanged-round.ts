/** Whether a round of a loop has brought anything. */
import { isEqualJson } from '../../json.ts';
import type { Run } from '../../run.ts';
import { stepRunAt } from './at-place.ts';

/** Whether nothing at or below a place has a checkpoint. */
const changedNothing = (run: Run, place: number): boolean => {
  const { state } = stepRunAt(run, place);
  if (state.kind === 'succeeded' && state.checkpoint !== null) return false;
  return (run.plan.openings.get(place)?.children ?? []).every((child) => changedNothing(run, child));
};

/** Whether the newest round of the loop at a place changed no file, and gave what the round before gave. */
export const isRoundUnchanged = (run: Run, place: number): boolean => {
  const [before, newest] = (run.plan.openings.get(place)?.children ?? []).slice(-2);
  if (before === undefined || newest === undefined || !changedNothing(run, newest)) return false;
  const [old, now] = [stepRunAt(run, before).state, stepRunAt(run, newest).state];
  return old.kind === 'succeeded' && now.kind === 'succeeded' && isEqualJson(old.outputs, now.outputs);
};
