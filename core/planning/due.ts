/** What must follow from how things stand: the whole scheduler, one happening at a time, until none is due. */
import type { Failure } from '../failure.ts';
import type { Happening } from '../event.ts';
import type { Instant } from '../id.ts';
import type { JsonObject } from '../json.ts';
import { invariant, type Result } from '../result.ts';
import type { Run, SkipReason, StepRun } from '../run.ts';
import type { Frontier } from '../state/frontier.ts';
import type { Step } from '../workstream.ts';

/** What a condition is judged by, beside the outputs of the steps before it. */
export type ConditionFacts = {
  /** A need failed, was cancelled, or was skipped because of that. */
  readonly isSpoiled: boolean;
  /** A step of the run failed that was not allowed to. */
  readonly hasFailed: boolean;
  readonly isCancelled: boolean;
};

export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'fail'; readonly failure: Failure };

/** Judges conditions and outputs of one run. Pure. */
export interface Evaluation {
  /** Asked only of steps that have a condition. */
  condition(run: Run, step: Step, facts: ConditionFacts): Verdict;
  outputs(run: Run): Result<JsonObject, string>;
}

const GO: Verdict = { kind: 'go' };

const judge = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): Happening => {
  const step = stepAt(run, place);
  const isSpoiled = frontier.isSpoiled(place);
  const isCancelled = run.status === 'cancelling';
  const verdict = ((): Verdict => {
    if (step.condition === null) return isSpoiled ? { kind: 'skip', reason: 'upstream' } : GO;
    return evaluation.condition(run, step, { isSpoiled, hasFailed: frontier.hasFailed, isCancelled });
  })();
  switch (verdict.kind) {
    case 'go':
      return { type: 'step.readied', step: step.id, attempt: null };
    case 'skip':
      return { type: 'step.skipped', step: step.id, attempt: null, reason: verdict.reason };
    case 'fail':
      return { type: 'step.failed', step: step.id, attempt: null, failure: verdict.failure };
  }
};

const start = (run: Run, frontier: Frontier): Happening | null => {
  const place = frontier.firstReady();
  if (place === undefined || frontier.busy >= run.options.concurrency) return null;
  // Nothing overtakes a step that has to wait for the others to end: so none waits for ever.
  if (!frontier.mayStart(place)) return null;
  return { type: 'step.started', step: stepAt(run, place).id, attempt: stepRunAt(run, place).attempts + 1 };
};

const cancelIdle = (run: Run, frontier: Frontier): Happening | null => {
  // A run that never started has no worktree for its `finally` steps to run in.
  const end = run.place === null ? run.steps.length : run.plan.mainCount;
  const place = frontier.nextIdle(end);
  return place === undefined ? null : { type: 'step.cancelled', step: stepAt(run, place).id, attempt: null };
};

const finish = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
  if (frontier.isAllDone) return end(run, frontier, evaluation);
  if (run.status !== 'running' || frontier.isMoving || frontier.waiting === 0) return null;
  return { type: 'run.waiting' };
};

const end = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening => {
  if (run.status === 'cancelling') return { type: 'run.cancelled' };
  if (frontier.hasFailed) {
    const failed = run.plan.steps.filter(
      (step, place) => stepRunAt(run, place).state.kind === 'failed' && !step.continueOnError,
    );
    const names = failed.map((step) => step.id);
    return { type: 'run.failed', failed: names, message: `failed: ${names.slice(0, 20).join(', ')}` };
  }
  const outputs = evaluation.outputs(run);
  return outputs.ok
    ? { type: 'run.succeeded', outputs: outputs.value }
    : { type: 'run.failed', failed: [], message: outputs.error };
};

/** Whether the idle steps of the main part are to be cancelled instead of started. */
export const isHalted = (run: Run, frontier: Frontier): boolean =>
  run.status === 'cancelling' || (run.plan.workstream.failFast && frontier.hasFailed);

/** The next happening that follows from the state alone; null where only time or the outside can move the run. */
export const due = (run: Run, frontier: Frontier, evaluation: Evaluation, now: Instant): Happening | null => {
  if (run.status !== 'running' && run.status !== 'cancelling') return null;
  if (isHalted(run, frontier) && !frontier.isFinallyOpen) {
    const cancelled = cancelIdle(run, frontier);
    if (cancelled !== null) return cancelled;
  } else if (run.place === null) {
    const cancelled = cancelIdle(run, frontier);
    if (cancelled !== null) return cancelled;
  }
  const undecided = frontier.nextUndecided();
  if (undecided !== undefined) return judge(run, frontier, evaluation, undecided);
  const awake = frontier.nextAwake(now);
  if (awake !== undefined) return { type: 'step.readied', step: stepAt(run, awake).id, attempt: null };
  return start(run, frontier) ?? finish(run, frontier, evaluation);
};

const stepAt = (run: Run, place: number): Step => {
  const step = run.plan.steps[place];
  invariant(step !== undefined, `no step at ${place}`);
  return step;
};

const stepRunAt = (run: Run, place: number): StepRun => {
  const step = run.steps[place];
  invariant(step !== undefined, `no step at ${place}`);
  return step;
};
