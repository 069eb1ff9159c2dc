/** Refuses a step that a run does not have, and names those that it has. */
import type { RunId } from '../../core/id.ts';
import { nearest } from '../../core/planning/nearest.ts';
import { definitionOf, stepsOf } from './definition-of.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

const NAMED = 12;

/** null where the run has the step, and where nothing is known of its steps. */
export const refusalOfStep = async (
  { run, step }: { readonly run: RunId; readonly step: string },
  { store }: Pick<House, 'store'>,
): Promise<Refusal | null> => {
  const workstream = await definitionOf(store, run);
  const planned = workstream === null ? [] : stepsOf(workstream).map(({ id }) => String(id));
  // What undoes a step, or came into the run later, is in no definition.
  const names = [...new Set([...planned, ...(await store.steps(run)).map((row) => String(row.step))])];
  if (names.length === 0 || names.includes(step)) return null;
  const listed = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');
  const meant = nearest(step, names);
  const hint = meant === null ? `See its steps: ws status ${run}` : `Did you mean "${meant}"?`;
  return invalid(`run ${run} has no step "${step}"; it has: ${listed}`, hint);
};
