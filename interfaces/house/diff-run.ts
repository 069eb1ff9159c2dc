/** Shows what a run, or one of its steps, changed. */
import { diffRun as diff } from '../../adapters/git/diff.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** A unified diff, or with `stat` the names and sizes of the changes. */
export const diffRun = async (
  { run, step, stat }: { readonly run: RunId; readonly step: StepId | null; readonly stat: boolean },
  { store, repository }: Pick<House, 'store' | 'repository'>,
): Promise<Result<string, Refusal>> => {
  const { base = null, branch = null } = (await store.run(run)) ?? {};
  if (base === null || branch === null) return refuse('findings', `run ${run} has no branch yet`, null);
  const shown = await diff({ repository, run, base, branch, step, form: stat ? 'stat' : 'patch' });
  return shown.ok ? shown : refuse('environment', shown.error.message, null);
};
