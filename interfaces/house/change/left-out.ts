/** Finds work of a change that is left out as done, though it is only on the branch of a run that has not succeeded. */
import type { RunRow } from '../../../core/run-tables.ts';
import type { House } from '../house.ts';
import type { Origin } from './origin.ts';
import { newestRunOf, originOf, succeededSteps } from './run-of-change.ts';

/** The newest run of the change and the steps whose tasks are ticked since; null where nothing is left out. */
export const leftOut = async (
  origin: Origin,
  house: Pick<House, 'store' | 'stateDirectory' | 'repository'>,
): Promise<{ readonly run: RunRow; readonly steps: readonly string[] } | null> => {
  const run = await newestRunOf(house, origin.change ?? '');
  if (run === null || run.status === 'succeeded') return null;
  const done = await succeededSteps(house, run.id);
  const open = new Set(origin.tasks.map(({ step }) => step));
  const tasks = originOf(house, run)?.tasks ?? [];
  const steps = tasks.filter(({ step }) => done.has(step) && !open.has(step)).map(({ step }) => step);
  return steps.length === 0 ? null : { run, steps };
};
