/** Makes a new run of a finished one: it inherits what succeeded, and nothing of it is done yet. */
import { retryRun as retry } from '../../core/engine/retry-run.ts';
import { stepId, type RunId } from '../../core/id.ts';
import { nearest } from '../../core/planning/nearest.ts';
import { err, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { Workstream } from '../../core/workstream.ts';
import { admitNew, type Changing } from './change/carried-change.ts';
import { noteCheckout } from './checkout-of-run.ts';
import { stepsOf, termsOf } from './definition-of.ts';
import { refusalOfArchived } from './archived.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { refusalOfLost } from './lost-runs.ts';
import { refusalOfScratch } from './scratch.ts';
import { loadDefinition } from './load-definition.ts';
import { isFinished } from './pick-run.ts';
import { planParts } from './plan-parts.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refusalOfRetry, refuse } from './refusals.ts';
import { recordedSource, sourceAt } from './run-site.ts';
import { refusalOfSecrets } from './secret-values.ts';

export type RetryRequest = {
  readonly run: RunRow;
  /** This step and what depends on it are not inherited; null: only what did not succeed. */
  readonly from: string | null;
  /** Where somebody stands: the project of a change that the workstream names is looked for around it. */
  readonly directory: string;
};

const unknownStep = (run: RunRow, step: string, workstream: Workstream | null): Refusal | null => {
  const names = workstream === null ? [] : stepsOf(workstream).map(({ id }) => id);
  if (names.some((name) => name === step)) return null;
  const meant = nearest(step, names);
  const hint = meant === null ? `See its steps: ws status ${run.id}` : `Did you mean "${meant}"?`;
  return invalid(`run ${run.id} has no step "${step}"`, hint);
};

/** The file as it is now decides; refused where it is not valid, its change is missing or not approved, or a secret is not set or stands in an input. */
export const retryRun = async (
  { run, from, directory }: RetryRequest,
  house: Changing & Pick<House, 'configuration' | 'chance' | 'secrets' | 'state' | 'tools' | 'env'>,
): Promise<Result<RunId, Refusal>> => {
  const discarded = refusalOfDiscarded(run) ?? refusalOfArchived(run, house);
  if (discarded !== null) return err(discarded);
  if (!isFinished(run.status))
    return err(invalid(`run ${run.id} is not finished`, `Go on with it: ws resume ${run.id}`));
  const { store, clock, chance } = house;
  const { id } = run;
  const source = sourceAt(house.repository, run);
  const terms = await termsOf(store, id);
  const kept = terms?.workstream ?? null;
  const refusal = from === null ? null : unknownStep(run, from, kept);
  if (refusal !== null) return err(refusal);
  const loaded =
    source === null ? null : await loadDefinition(source, { directory: house.repository.root, env: house.env });
  const workstream = loaded?.plan?.workstream ?? kept;
  const admitted = workstream === null ? null : await admitNew(workstream, { file: source, directory }, house);
  if (admitted?.ok === false) return admitted;
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const tools = await house.tools();
  if (!tools.ok) return tools;
  const unfit = (await refusalOfLost(house)) ?? (await refusalOfScratch());
  if (unfit !== null) return err(unfit);
  if (loaded !== null && loaded.plan === null && !loaded.diagnostics.every(({ code }) => code === 'unreadable')) {
    const invalidNow = refuse('invalid', `${source ?? ''} is not valid now`, null).error;
    return err({ ...invalidNow, diagnostics: loaded.diagnostics });
  }
  // Secrets may have been named, or set to another value, since the inputs were given.
  const told = workstream === null ? null : refusalOfSecrets(workstream, terms?.inputs ?? {}, house.secrets);
  if (told !== null) return err(told);
  const request = {
    run: id,
    from: from === null ? null : stepId(from),
    plan: loaded?.plan ?? null,
    source: recordedSource(house.repository, source),
  };
  const made = await retry(request, { store, clock, chance, ...planParts });
  if (!made.ok) return refusalOfRetry(id, made.error);
  noteCheckout(house, made.value);
  await admitted?.value({ id: made.value, source });
  return made;
};
