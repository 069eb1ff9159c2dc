/** Which worktrees of a run must be looked at now. */
import type { Run } from '../../run.ts';
import { RUN_MACHINE } from '../../state/machine.ts';
import type { Frontier } from './frontier.ts';

/** Whether a worktree must be looked at before anything that may write begins there, and before the run ends. */
export const isTidyDue = (run: Run, frontier: Frontier, lane: number | null): boolean => {
  if (!RUN_MACHINE['run.tidied'].from.includes(run.status) || !frontier.isQuiet(lane)) return false;
  if (frontier.tidiness.hasLeft(lane)) return true;
  return lane === null && frontier.tidiness.hasRead() && frontier.isAllDone && frontier.isCompensated;
};

/** All that must be, by the places of their lanes; null: that of the run. */
export const untidyLanes = (run: Run, frontier: Frontier): readonly (number | null)[] =>
  [...frontier.tidiness.lanes].filter((lane) => isTidyDue(run, frontier, lane));
