/** Marks of runs, beside their logs. */
import type { RunMarks } from '../../run-marks.ts';
import type { Logs } from './logs.ts';

export const memoryMarks = (logs: Logs): RunMarks => ({
  mark: async (run, mark, at) => {
    const log = logs.get(run);
    if (log !== undefined) log.discardedAt = mark === 'discarded' ? at : null;
  },
});
