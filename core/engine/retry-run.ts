/** Makes a new run of a finished one, which takes over what succeeded and does the rest again. */
import type { RunId, StepId } from '../id.ts';
import { err, ok, type Result } from '../result.ts';
import type { Inherited, Run, RunOptions } from '../run.ts';
import { isAuthored, scopeAt } from '../scope.ts';
import { isRunDone } from '../state/machine.ts';
import type { AppendError } from '../event-log.ts';
import { amendedFrom, withoutFormer } from '../secrets.ts';
import { partOf, rootOf, type Plan } from '../plan.ts';
import type { Step } from '../workstream.ts';
import { createRun } from './create-run.ts';
import { inheritedAt, newestCheckpointAt, placeOf, stillStands } from './inherited.ts';
import { loadRun } from './load-run.ts';
import type { EngineParts } from './parts.ts';

/** Why there is nothing to try again. */
export type RetryRefusal =
  | { readonly code: 'unknown-run' | 'unfinished' | 'nothing-to-retry' }
  | { readonly code: 'unknown-step'; readonly step: StepId }
  | AppendError;

export type RetryRequest = {
  readonly run: RunId;
  /** This step and all that depends on it are run again, whatever became of them; null for what did not succeed. */
  readonly from: StepId | null;
  /** The definition as it is now; null to keep that of the run. Steps that have changed are run again. */
  readonly plan: Plan | null;
  /** The commit to begin with, of whose work nothing is known: then all steps are run again. null: as little as can be. */
  readonly base: string | null;
  /** As the options of the new run are to have it. */
  readonly source: string | null;
};

const withoutTitle = ({ title: _, ...step }: Step): Omit<Step, 'title'> => step;

/** What of a succeeded step would make its result another one: what it is called does not. */
const isSameStep = (before: Step | undefined, after: Step): boolean =>
  before !== undefined && JSON.stringify(withoutTitle(before)) === JSON.stringify(withoutTitle(after));

/** Places of `plan` that must run (again): in order, so that one look at each step's needs is enough. */
const rerunPlaces = (run: Run, plan: Plan, from: StepId | null): ReadonlySet<number> => {
  const rerun = new Set<number>();
  for (const place of plan.order) {
    const step = plan.steps[place];
    if (step === undefined) continue;
    const old = run.plan.index.get(step.id);
    const succeeded = old !== undefined && stillStands(run, old);
    const isSame = old !== undefined && isSameStep(run.plan.steps[old], step);
    const needsRerun = step.needs.some((need) => rerun.has(plan.index.get(need) ?? -1));
    const isLast = scopeAt(plan.scopes, place).kind === 'finally';
    if (isLast || !succeeded || !isSame || needsRerun || isFrom(run, step, from)) rerun.add(place);
  }
  return rerun;
};

/** Whether a step is the one to begin from, or holds it. */
const isFrom = (run: Run, step: Step, from: StepId | null): boolean => {
  const place = placeOf(run.plan, from);
  return step.id === from || (place !== undefined && run.plan.steps[rootOf(run.plan, place)]?.id === step.id);
};

/** Of a composite that has changed nothing is taken over, and nothing of what runs after others that run again. */
const inheritedOf = (run: Run, plan: Plan, { rerun, from }: Again): readonly Inherited[] =>
  [...plan.workstream.steps, ...plan.workstream.finally].flatMap((step, place) => {
    const old = run.plan.index.get(step.id);
    if (old === undefined) return [];
    const isRerun = rerun.has(place);
    const isFresh =
      !isSameStep(run.plan.steps[old], step) ||
      step.needs.some((need) => rerun.has(plan.index.get(need) ?? -1)) ||
      scopeAt(plan.scopes, place).kind === 'finally';
    return isRerun && isFresh ? [] : inheritedAt(run, old, { isRerun, from: placeOf(run.plan, from) });
  });

type Again = { readonly rerun: ReadonlySet<number>; readonly from: StepId | null };

/** Whether a step is one of the author's; what undoes another is no place to begin from. */
const isAuthoredStep = (plan: Plan, id: StepId): boolean => {
  const place = plan.index.get(id);
  return place !== undefined && isAuthored(partOf(plan, place));
};

/** The commit that holds the work of all inherited steps, and as little as can be of the others. */
const baseOf = (run: Run, inherited: readonly Inherited[]): string => {
  let base = run.place?.base ?? run.options.base;
  let newest = 0;
  for (const { step } of inherited) {
    const place = run.plan.index.get(step);
    const found = place === undefined ? null : newestCheckpointAt(run, place);
    if (found === null || found.seq <= newest) continue;
    newest = found.seq;
    base = found.checkpoint;
  }
  return base;
};

const optionsOf = (run: Run, plan: Plan, { from, base, source }: RetryRequest): RunOptions => {
  const { formerSecrets: _, ...before } = run.options;
  if (base !== null) {
    const { inputs, concurrency, tape, previous } = before;
    const kept = { ...(tape === undefined ? {} : { tape }), ...(previous === undefined ? {} : { previous }) };
    return { inputs, concurrency, source, base, inherits: { run: run.id, steps: [] }, ...kept };
  }
  const steps = inheritedOf(run, plan, { rerun: rerunPlaces(run, plan, from), from });
  const { formerSecrets } = amendedFrom(run.plan.workstream, plan.workstream);
  const secrets = formerSecrets === undefined ? {} : { formerSecrets };
  return { ...before, source, base: baseOf(run, steps), inherits: { run: run.id, steps }, ...secrets };
};

type Planned = { readonly plan: Plan; readonly options: RunOptions };

/** What the new run would be made of; nothing is made. */
export const planRetry = async (
  request: RetryRequest,
  parts: Pick<EngineParts, 'store' | 'digest' | 'describe'>,
): Promise<Result<Planned, RetryRefusal>> => {
  const run = await loadRun(request.run, parts);
  if (run === null) return err({ code: 'unknown-run' });
  if (!isRunDone(run.status)) return err({ code: 'unfinished' });
  const plan = request.plan ?? { ...run.plan, workstream: withoutFormer(run.plan.workstream) };
  if (request.from !== null && !isAuthoredStep(plan, request.from) && !isAuthoredStep(run.plan, request.from))
    return err({ code: 'unknown-step', step: request.from });
  const isUnchanged = plan.hash === run.plan.hash;
  const isAsBefore = request.from === null && request.base === null && isUnchanged;
  if (run.status === 'succeeded' && isAsBefore) return err({ code: 'nothing-to-retry' });
  return ok({ plan, options: optionsOf(run, plan, request) });
};

/** Makes the new run and gives its id; nothing of the old one changes. */
export const retryRun = async (
  request: RetryRequest & { readonly id?: RunId },
  parts: Pick<EngineParts, 'store' | 'clock' | 'chance' | 'digest' | 'describe'>,
): Promise<Result<RunId, RetryRefusal>> => {
  const planned = await planRetry(request, parts);
  return planned.ok ? createRun({ id: request.id ?? null, ...planned.value }, parts) : planned;
};
