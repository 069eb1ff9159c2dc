/** Finds the run that a person means: a shortened id, or the latest. */
import { runId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunStatus } from '../../core/run.ts';
import type { RunRow, RunTables } from '../../core/run-tables.ts';
import { invalid } from './refusals.ts';
import type { Refusal } from './refusal.ts';

/** The statuses of runs that can still go on. */
export const unfinished: readonly RunStatus[] = [
  'created',
  'running',
  'waiting',
  'paused',
  'cancelling',
  'compensating',
];

/** Whether a run has come to its end. */
export const isFinished = (status: RunStatus): boolean => !unfinished.includes(status);

/**
 * The run whose id begins with `given`; for null the latest of the `preferred` statuses, else the latest of all.
 * Refuses an ambiguous or unknown id.
 */
export const pickRun = async (
  store: RunTables,
  given: string | null,
  preferred: readonly RunStatus[] | null = null,
): Promise<Result<RunRow, Refusal>> => {
  if (given === null) {
    const [wanted] = await store.runs({ statuses: preferred, workstream: null, limit: 1 });
    const [latest] = wanted === undefined ? await store.runs({ statuses: null, workstream: null, limit: 1 }) : [wanted];
    return latest === undefined
      ? err(invalid('there are no runs in this repository', 'Start one: ws run <file>'))
      : ok(latest);
  }
  const exact = await store.run(runId(given));
  if (exact !== null) return ok(exact);
  const found = await store.runsLike(given, 6);
  const [only] = found;
  if (only === undefined) return err(invalid(`no run begins with "${given}"`, 'See them: ws list'));
  if (found.length > 1) {
    const names = found.slice(0, 5).join(', ') + (found.length > 5 ? ', …' : '');
    return err(invalid(`"${given}" is the beginning of several runs: ${names}`, 'Give more letters.'));
  }
  const row = await store.run(only);
  return row === null ? err(invalid(`no run begins with "${given}"`, 'See them: ws list')) : ok(row);
};
