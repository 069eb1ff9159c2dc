/** Makes a new run of a finished one, which takes over what succeeded and does the rest again. */
import type { RunId, StepId } from '../id.ts';
import { compensationOf } from '../compensating.ts';
import { err, type Result } from '../result.ts';
import type { Inherited, Run, RunOptions } from '../run.ts';
import { isAuthored, scopeAt } from '../scope.ts';
import { isRunDone } from '../state/machine.ts';
import type { AppendError } from '../event-log.ts';
import { withoutFormer } from '../secrets.ts';
import type { Plan } from '../plan.ts';
import type { Step } from '../workstream.ts';
import { createRun } from './create-run.ts';
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

/** What a compensation has undone, or may have, must be done again. */
const isUndone = (run: Run, step: Step): boolean => {
  const place = run.plan.index.get(compensationOf(step.id));
  const state = place === undefined ? undefined : run.steps[place]?.state;
  return state !== undefined && state.kind !== 'blocked' && state.kind !== 'skipped';
};

/** Whether a step was among those that only read when something was written: the rule that it may have broken is to be kept once. */
const isUnderSuspicion = ({ tidied: { violation } }: Run, { id }: Step): boolean =>
  violation?.readers.includes(id) ?? false;

/** Places of `plan` that must run (again): in order, so that one look at each step's needs is enough. */
const rerunPlaces = (run: Run, plan: Plan, from: StepId | null): ReadonlySet<number> => {
  const rerun = new Set<number>();
  for (const place of plan.order) {
    const step = plan.steps[place];
    if (step === undefined) continue;
    const old = run.plan.index.get(step.id);
    const succeeded =
      old !== undefined &&
      run.steps[old]?.state.kind === 'succeeded' &&
      !isUndone(run, step) &&
      !isUnderSuspicion(run, step);
    const isSame = old !== undefined && isSameStep(run.plan.steps[old], step);
    const needsRerun = step.needs.some((need) => rerun.has(plan.index.get(need) ?? -1));
    const isLast = scopeAt(plan.scopes, place).kind === 'finally';
    if (isLast || !succeeded || !isSame || needsRerun || step.id === from) rerun.add(place);
  }
  return rerun;
};

const inheritedOf = (run: Run, plan: Plan, rerun: ReadonlySet<number>): readonly Inherited[] =>
  [...plan.workstream.steps, ...plan.workstream.finally].flatMap((step, place) => {
    const old = run.plan.index.get(step.id);
    const state = old === undefined ? undefined : run.steps[old]?.state;
    if (rerun.has(place) || state?.kind !== 'succeeded') return [];
    return [{ step: step.id, outputs: state.outputs, exitCode: state.exitCode, checkpoint: state.checkpoint }];
  });

/** Whether a step is one of the author's; what undoes another is no place to begin from. */
const isAuthoredStep = ({ index, scopes }: Plan, id: StepId): boolean => {
  const place = index.get(id);
  return place !== undefined && isAuthored(scopeAt(scopes, place));
};

/** The commit that holds the work of all inherited steps, and as little as can be of the others. */
const baseOf = (run: Run, inherited: readonly Inherited[]): string => {
  let base = run.place?.base ?? run.options.base;
  let newest = 0;
  for (const { step, checkpoint } of inherited) {
    const place = run.plan.index.get(step);
    const seq = place === undefined ? 0 : (run.steps[place]?.lastSeq ?? 0);
    if (checkpoint === null || seq <= newest) continue;
    newest = seq;
    base = checkpoint;
  }
  return base;
};

const optionsOf = (run: Run, plan: Plan, { from, base, source }: RetryRequest): RunOptions => {
  if (base !== null) {
    const { inputs, concurrency, tape } = run.options;
    const kept = tape === undefined ? {} : { tape };
    return { inputs, concurrency, source, base, inherits: { run: run.id, steps: [] }, ...kept };
  }
  const steps = inheritedOf(run, plan, rerunPlaces(run, plan, from));
  return { ...run.options, source, base: baseOf(run, steps), inherits: { run: run.id, steps } };
};

/** Makes the new run and gives its id; nothing of the old one changes. */
export const retryRun = async (
  request: RetryRequest,
  parts: Pick<EngineParts, 'store' | 'clock' | 'chance' | 'digest' | 'describe'>,
): Promise<Result<RunId, RetryRefusal>> => {
  const run = await loadRun(request.run, parts);
  if (run === null) return err({ code: 'unknown-run' });
  if (!isRunDone(run.status)) return err({ code: 'unfinished' });
  const plan = request.plan ?? { ...run.plan, workstream: withoutFormer(run.plan.workstream) };
  if (request.from !== null && !isAuthoredStep(plan, request.from))
    return err({ code: 'unknown-step', step: request.from });
  const isUnchanged = plan.hash === run.plan.hash;
  const isAsBefore = request.from === null && request.base === null && isUnchanged;
  if (run.status === 'succeeded' && isAsBefore) return err({ code: 'nothing-to-retry' });
  return createRun({ id: null, plan, options: optionsOf(run, plan, request) }, parts);
};
