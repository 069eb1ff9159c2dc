/** Which step of a run is meant by what a person typed; one that it does not have is refused, and those told that it has. */
import { writtenPaths } from '../../core/definition-at.ts';
import type { RunId } from '../../core/id.ts';
import { nearest } from '../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { pathMeant } from '../../core/state/children.ts';
import { definitionOf } from './definition-of.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

const NAMED = 12;

/** The path of the step: `test/linux` means `test[linux]`. What was typed, where nothing is known of the steps of the run. */
export const stepMeant = async (
  { run, step }: { readonly run: RunId; readonly step: string },
  { store }: Pick<House, 'store'>,
): Promise<Result<string, Refusal>> => {
  const workstream = await definitionOf(store, run);
  const planned = workstream === null ? [] : writtenPaths(workstream);
  // What undoes a step, or came into the run later, is in no definition.
  const names = [...new Set([...planned, ...(await store.steps(run)).map((row) => String(row.step))])];
  const meantPath = pathMeant(step, names);
  if (names.length === 0 || meantPath !== null) return ok(meantPath ?? step);
  const listed = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');
  const meant = nearest(step, names);
  const hint = meant === null ? `See its steps: ws status ${run}` : `Did you mean "${meant}"?`;
  return err(invalid(`run ${run} has no step "${step}"; it has: ${listed}`, hint));
};
