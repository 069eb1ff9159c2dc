/** What one name means where it may be that of a run or that of a step. */
import { writtenPaths } from '../../core/definition-at.ts';
import { runId } from '../../core/id.ts';
import { nearest } from '../../core/planning/nearest.ts';
import { SETUP } from '../../core/planning/setup.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { pathMeant } from '../../core/state/children.ts';
import { definitionOf } from './definition-of.ts';
import type { House } from './house.ts';
import { pickLatest } from './pick-run.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

/** `run` is null where the latest is meant. */
export type RunOrStep = { readonly run: string | null; readonly step: string | null };

/**
 * A run where the name begins exactly one, else a step of the latest run; `command` is who asks. Refuses what is both, which a whole id never
 * is, and what is neither.
 */
export const runOrStep = async (
  house: Pick<House, 'store' | 'stateDirectory' | 'repository'>,
  name: string,
  command: string,
): Promise<Result<RunOrStep, Refusal>> => {
  const asRun: RunOrStep = { run: name, step: null };
  if (name.trim() === '' || (await house.store.run(runId(name))) !== null) return ok(asRun);
  const latest = await pickLatest(house, null, 'all');
  if (!latest.ok) return latest;
  const { id } = latest.value.run;
  const workstream = await definitionOf(house.store, id);
  const planned = workstream === null ? [] : writtenPaths(workstream);
  const steps = [...planned, ...(await house.store.steps(id)).map((row) => row.step), SETUP];
  const isStep = pathMeant(name, steps) !== null;
  const [run, ...more] = await house.store.runsLike(name, 2);
  if (run === undefined && !isStep) {
    const meant = nearest(name, steps);
    const hint = meant === null ? 'See them: ws list, ws status' : `Did you mean "${meant}"?`;
    return err(invalid(`no run begins with "${name}", and the latest, ${id}, has no step "${name}"`, hint));
  }
  if (!isStep) return ok(asRun);
  if (run === undefined || more.length > 0) return ok({ run: null, step: name });
  const message = `"${name}" is the beginning of run ${run}, and a step of the latest run, ${id}`;
  return err(invalid(message, `Say which: ws ${command} ${run}, or ws ${command} ${id} ${name}`));
};
