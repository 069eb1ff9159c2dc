/** Makes a new run of a finished one: it inherits what succeeded, and nothing of it is done yet. */
import { holdArtifact } from '../../adapters/artifacts/artifacts.ts';
import { commitAt, commitsBeyond } from '../../adapters/git/commit-at.ts';
import { planRetry, retryRun as retry, type RetryRequest as EngineRequest } from '../../core/engine/retry-run.ts';
import { stepId, type RunId, type StepId } from '../../core/id.ts';
import { amendedFrom } from '../../core/secrets.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { Workstream } from '../../core/workstream.ts';
import { admitNew, type Changing, type NoteRun } from './change/carried-change.ts';
import { refusalOfBranch } from './fit.ts';
import { damageOfLog } from './damage.ts';
import { noteCheckout } from './checkout-of-run.ts';
import { termsOf } from './definition-of.ts';
import { refusalOfArchived } from './archived.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { refusalOfLost } from './lost-runs.ts';
import { refusalOfWorktrees } from './room-for-worktrees.ts';
import { refusalOfScratch } from './scratch.ts';
import { loadDefinitionOf } from './only-steps.ts';
import { isFinished } from './pick-run.ts';
import { planParts } from './plan-parts.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refusalOfRetry, refuse } from './refusals.ts';
import { recordedSource, sourceAt } from './run-site.ts';
import { refusalOfSecrets } from './secret-values.ts';
import { stepMeant } from './unknown-step.ts';

export type RetryRequest = {
  readonly run: RunRow;
  /** This step and what depends on it are not inherited; null: only what did not succeed. */
  readonly from: string | null;
  /** The ref to begin from, with every step to be done again; null: the work of the steps that are inherited. */
  readonly base: string | null;
  /** Where somebody stands: the project of a change that the workstream names is looked for around it. */
  readonly directory: string;
  /** The name that the new run is to have; not there for a fresh one. */
  readonly id?: RunId;
};

type RetryParts = Changing & Pick<House, 'configuration' | 'chance' | 'secrets' | 'state' | 'tools' | 'env' | 'given'>;

/** Nothing stands against it. */
type Prepared = {
  readonly request: EngineRequest;
  /** The definition that it would go by; null where nothing is known of any. */
  readonly workstream: Workstream | null;
  readonly admitted: NoteRun | null;
  readonly source: string | null;
};

/** A run that was made of another. */
export type Retried = {
  readonly run: RunId;
  /** The commit that it begins with; null where there is none any more. */
  readonly base: string | null;
  /** What has come since to the ref that runs of the file start from, and is not in it; null where nothing has, or a ref was named. */
  readonly missing: { readonly ref: string; readonly commits: number } | null;
};

/** What was kept of the steps that a run takes over is its own to hold: that of the other run may be let go before it. */
const holdTaken = async (
  run: RunId,
  { store, stateDirectory }: Pick<House, 'store' | 'stateDirectory'>,
): Promise<void> => {
  for await (const event of store.events(run, 0)) {
    if (event.type !== 'run.created') return;
    for (const { artifacts = [] } of event.options.inherits?.steps ?? [])
      for (const each of artifacts) holdArtifact(stateDirectory, run, each);
    return;
  }
};

const missingIn = async (
  base: string,
  ref: string,
  { repository }: Pick<House, 'repository'>,
): Promise<Retried['missing']> => {
  const now = await commitAt(repository, ref);
  const commits = now === null ? 0 : await commitsBeyond(repository, base, now);
  return commits === 0 ? null : { ref, commits };
};

const prepare = async (
  { run, from, base: ref, directory }: RetryRequest,
  house: RetryParts,
): Promise<Result<Prepared, Refusal>> => {
  const discarded = refusalOfDiscarded(run) ?? refusalOfArchived(run, house);
  if (discarded !== null) return err(discarded);
  if (!isFinished(run.status))
    return err(invalid(`run ${run.id} is not finished`, `Go on with it: ws resume ${run.id}`));
  const damage = await damageOfLog(run.id, house);
  if (damage !== null) return refuse('findings', damage, null);
  if (from !== null && ref !== null)
    return err(invalid('--from and --base say two things', 'With --base every step is done again: leave --from out.'));
  const { store, repository } = house;
  const { id } = run;
  const named = ref === null ? null : await commitAt(repository, ref);
  if (ref !== null && named === null)
    return refuse('invalid', `there is no commit "${ref}" to start from`, 'See: git branch --all, git tag');
  const source = sourceAt(house.repository, run);
  const terms = await termsOf(store, id);
  const kept = terms?.workstream ?? null;
  const meant = from === null ? ok(null) : await stepMeant({ run: id, step: from }, house);
  if (!meant.ok) return meant;
  const where = { directory: house.repository.root, env: house.env, given: house.given };
  const loaded = source === null ? null : await loadDefinitionOf(store, id, source, where);
  const workstream = loaded?.plan?.workstream ?? kept;
  // Of what is begun anew nothing can hold what only the run before named.
  const known = workstream === null || kept === null || ref !== null ? workstream : amendedFrom(kept, workstream);
  const admitted = workstream === null ? null : await admitNew(workstream, { file: source, directory }, house);
  if (admitted?.ok === false) return admitted;
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const tools = await house.tools();
  if (!tools.ok) return tools;
  const unfit =
    (await refusalOfLost(house)) ??
    (await refusalOfScratch()) ??
    (await refusalOfWorktrees(house)) ??
    (workstream === null ? null : refusalOfBranch(house.repository, workstream.id));
  if (unfit !== null) return err(unfit);
  if (loaded !== null && loaded.plan === null && !loaded.diagnostics.every(({ code }) => code === 'unreadable')) {
    const invalidNow = refuse('invalid', `${source ?? ''} is not valid now`, null).error;
    return err({ ...invalidNow, diagnostics: loaded.diagnostics });
  }
  // Secrets may have been named, or set to another value, since the inputs were given.
  const told =
    known === null
      ? null
      : refusalOfSecrets(
          { workstream: known, inputs: terms?.inputs ?? {}, isReplay: terms?.isReplay ?? false },
          house.secrets,
        );
  if (told !== null) return err(told);
  const request = {
    run: id,
    from: meant.value === null ? null : stepId(meant.value),
    base: named,
    plan: loaded?.plan ?? null,
    source: recordedSource(house.repository, source),
  };
  return ok({ request, workstream, admitted: admitted?.value ?? null, source });
};

/** The file as it is now decides; refused where it is not valid, its change is missing or not approved, or a secret is not set or stands in an input. */
export const retryRun = async (asked: RetryRequest, house: RetryParts): Promise<Result<Retried, Refusal>> => {
  const prepared = await prepare(asked, house);
  if (!prepared.ok) return prepared;
  const { request, workstream, admitted, source } = prepared.value;
  const { store, clock, chance, repository } = house;
  const own = asked.id === undefined ? {} : { id: asked.id };
  const made = await retry({ ...request, ...own }, { store, clock, chance, ...planParts });
  if (!made.ok) return refusalOfRetry(request.run, made.error);
  noteCheckout(house, made.value);
  await holdTaken(made.value, house);
  await admitted?.({ id: made.value, source });
  const base = await commitAt(repository, (await termsOf(store, made.value))?.base ?? 'HEAD');
  const isNamed = request.base !== null;
  const missing = isNamed || base === null ? null : await missingIn(base, workstream?.base ?? 'HEAD', house);
  return ok({ run: made.value, base, missing });
};

/** What a retry would come to. */
export type RetryPreview = {
  /** What it would begin with. */
  readonly base: string;
  /** Steps whose work is taken over. */
  readonly inherited: readonly StepId[];
  /** Steps of the definition that are done again. */
  readonly again: readonly StepId[];
};

/** The same, as far as nothing is made. */
export const previewRetry = async (asked: RetryRequest, house: RetryParts): Promise<Result<RetryPreview, Refusal>> => {
  const prepared = await prepare(asked, house);
  if (!prepared.ok) return prepared;
  const { request } = prepared.value;
  const planned = await planRetry(request, { store: house.store, ...planParts });
  if (!planned.ok) return refusalOfRetry(request.run, planned.error);
  const { plan, options } = planned.value;
  const inherited = (options.inherits?.steps ?? []).map(({ step }) => step);
  const taken = new Set(inherited);
  return ok({ base: options.base, inherited, again: [...plan.index.keys()].filter((step) => !taken.has(step)) });
};
