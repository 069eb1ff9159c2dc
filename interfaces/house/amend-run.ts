/** Takes the changed file of a run into it. */
import { amendRun as amend } from '../../core/engine/amend-run.ts';
import type { RunId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { House } from './house.ts';
import { loadDefinitionOf } from './only-steps.ts';
import { planParts } from './plan-parts.ts';
import type { Refusal } from './refusal.ts';
import { refusalOfAmend, refuse } from './refusals.ts';
import { sourceAt } from './run-site.ts';

/** Appends `run.amended`; whether the change may be taken in is known before (definition-change.ts). */
export const amendRun = async (
  run: RunId,
  {
    store,
    clock,
    locks,
    configuration,
    repository,
    env,
    given,
  }: Pick<House, 'store' | 'clock' | 'locks' | 'configuration' | 'repository' | 'env' | 'given'>,
): Promise<Result<void, Refusal>> => {
  const configured = await configuration();
  if (!configured.ok) return configured;
  const row = await store.run(run);
  const source = row === null ? null : sourceAt(repository, row);
  const where = { directory: repository.root, env, given };
  const plan = source === null ? null : (await loadDefinitionOf(store, run, source, where)).plan;
  if (plan === null) return refuse('invalid', 'the definition cannot be read any more', null);
  const amended = await amend(run, plan, { store, clock, locks, ...planParts });
  return amended.ok ? amended : refusalOfAmend(run, amended.error);
};
