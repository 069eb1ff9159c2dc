/** Makes a new run of a finished one: it inherits what succeeded, and nothing of it is done yet. */
import { sha256 } from '../../adapters/machine/digest.ts';
import { retryRun as retry } from '../../core/engine/retry-run.ts';
import type { RunId, StepId } from '../../core/id.ts';
import { err, type Result } from '../../core/result.ts';
import type { House } from './house.ts';
import { loadDefinition } from './load-definition.ts';
import type { Refusal } from './refusal.ts';
import { refusalOfRetry, refuse } from './refusals.ts';

/** `from` and what depends on it are not inherited; null: only what did not succeed. The file as it is now decides. */
export const retryRun = async (
  { run, from }: { readonly run: RunId; readonly from: StepId | null },
  house: Pick<House, 'configuration' | 'store' | 'clock' | 'chance'>,
): Promise<Result<RunId, Refusal>> => {
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const source = (await house.store.run(run))?.source ?? null;
  const loaded = source === null ? null : await loadDefinition(source);
  if (loaded !== null && loaded.plan === null && !loaded.diagnostics.every(({ code }) => code === 'unreadable'))
    return err({
      ...refuse('invalid', `${source ?? ''} is not valid now`, null).error,
      diagnostics: loaded.diagnostics,
    });
  const { store, clock, chance } = house;
  const made = await retry({ run, from, plan: loaded?.plan ?? null }, { store, clock, chance, digest: sha256 });
  return made.ok ? made : refusalOfRetry(run, made.error);
};
