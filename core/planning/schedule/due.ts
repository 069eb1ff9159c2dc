/** What must follow from how things stand: the whole scheduler, one happening at a time, until none is due. */
import type { AttemptFailure } from '../../diagnosis.ts';
import type { Failure } from '../../failure.ts';
import type { Happening } from '../../event.ts';
import type { Instant } from '../../id.ts';
import type { JsonObject } from '../../json.ts';
import { invariant, type Result } from '../../result.ts';
import type { Decision } from '../../policy.ts';
import type { Run, RunCompensation, SkipReason, StepRun } from '../../run.ts';
import type { Frontier } from './frontier.ts';
import type { Step } from '../../workstream.ts';
import { compensatedBy } from '../compensation.ts';

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
      return { type: 'step.failed', step: step.id, attempt: null, ...conditionFailed(step, verdict.failure) };
  }
};

/** What stands in `if` cannot be tried again: it gives the same once more. */
const conditionFailed = (step: Step, failure: Failure): AttemptFailure & { readonly decision: Decision } => {
  const reason = 'its condition cannot be worked out';
  return { failure, diagnosis: null, decision: { kind: step.continueOnError ? 'log' : 'escalate', reason } };
};

const start = (run: Run, frontier: Frontier): Happening | null => {
  const place = frontier.firstReady();
  if (place === undefined || frontier.isFull) return null;
  // Nothing overtakes a step that has to wait for the others to end: so none waits for ever.
  if (!frontier.mayStart(place)) return null;
  return { type: 'step.started', step: stepAt(run, place).id, attempt: stepRunAt(run, place).attempts + 1 };
};

const cancelIdle = (run: Run, frontier: Frontier): Happening | null => {
  const { plan, compensation } = run;
  // A run that never started has no worktree for its `finally` steps to run in.
  const own = run.place === null ? plan.ownCount : plan.mainCount;
  const place = frontier.nextIdle(compensation === null || compensation === 'wanted' ? own : plan.steps.length);
  return place === undefined ? null : { type: 'step.cancelled', step: stepAt(run, place).id, attempt: null };
};

const finish = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
  if (frontier.isAllDone) return end(run, frontier, evaluation);
  if (run.status !== 'running') return null;
  return waitingFor(frontier);
};

const waitingFor = (frontier: Frontier): Happening | null =>
  frontier.isMoving || frontier.waiting === 0 ? null : { type: 'run.waiting' };

const end = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening => {
  if (run.status === 'cancelling')
    return run.compensation === 'wanted' && hasCompensation(run)
      ? { type: 'run.compensating', cause: 'cancelled' }
      : { type: 'run.cancelled' };
  const ending = plainEnd(run, frontier, evaluation);
  return ending.type === 'run.failed' && hasCompensation(run) ? { type: 'run.compensating', cause: 'failed' } : ending;
};

const plainEnd = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening => {
  if (frontier.hasFailed) {
    const names = run.plan.steps
      .slice(0, run.plan.ownCount)
      .filter((_, place) => {
        const { state } = stepRunAt(run, place);
        return state.kind === 'failed' && !state.isForgiven;
      })
      .map((step) => step.id);
    return { type: 'run.failed', failed: names, message: `failed: ${names.slice(0, 20).join(', ')}` };
  }
  const outputs = evaluation.outputs(run);
  return outputs.ok
    ? { type: 'run.succeeded', outputs: outputs.value }
    : { type: 'run.failed', failed: [], message: outputs.error };
};

/** Whether there is anything to do when the run has failed for good. */
const hasCompensation = (run: Run): boolean =>
  run.place !== null && run.plan.steps.some((step, place) => place >= run.plan.ownCount && isWanted(run, step));

/** A step is undone where it succeeded; the branch is put back in any case. */
const isWanted = (run: Run, { id }: Step): boolean => {
  const undone = compensatedBy(id);
  if (undone === null) return true;
  const place = run.plan.index.get(undone);
  return place !== undefined && run.steps[place]?.state.kind === 'succeeded';
};

/** One compensation after the other; each is over before the next begins. */
const compensate = (
  run: Run,
  frontier: Frontier,
  evaluation: Evaluation,
  cause: 'failed' | 'cancelled',
): Happening | null => {
  const place = frontier.nextCompensation();
  if (place === undefined)
    return cause === 'cancelled' ? { type: 'run.cancelled' } : plainEnd(run, frontier, evaluation);
  const step = stepAt(run, place);
  if (stepRunAt(run, place).state.kind !== 'blocked') return waitingFor(frontier);
  return isWanted(run, step)
    ? { type: 'step.readied', step: step.id, attempt: null }
    : { type: 'step.skipped', step: step.id, attempt: null, reason: 'policy' };
};

/** What of a run that is to go on has begun to be undone; null where nothing has. */
const begunCompensation = ({ compensation }: Run): Exclude<RunCompensation, 'wanted'> | null =>
  compensation === 'wanted' ? null : compensation;

/** Whether compensation itself has been called off. */
export const isCompensationHalted = (run: Run): boolean =>
  run.status === 'cancelling' && begunCompensation(run) !== null;

/** Whether the idle steps of the main part are to be cancelled instead of started. */
export const isHalted = (run: Run, frontier: Frontier): boolean =>
  run.status === 'cancelling' || (run.plan.workstream.failFast && frontier.hasFailed);

/** The next happening that follows from the state alone; null where only time or the outside can move the run. */
export const due = (run: Run, frontier: Frontier, evaluation: Evaluation, now: Instant): Happening | null => {
  if (run.status !== 'running' && run.status !== 'cancelling' && run.status !== 'compensating') return null;
  const begun = begunCompensation(run);
  // It was waiting, or it was resumed.
  if (begun !== null && run.status === 'running') return { type: 'run.compensating', cause: begun.cause };
  if (isCompensationHalted(run)) {
    const cancelled = cancelIdle(run, frontier);
    if (cancelled !== null) return cancelled;
  } else if (isHalted(run, frontier) && !frontier.isFinallyOpen) {
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
  const started = start(run, frontier);
  if (started !== null) return started;
  if (begun !== null && run.status === 'compensating') return compensate(run, frontier, evaluation, begun.cause);
  return frontier.busy > 0 && begun !== null ? null : finish(run, frontier, evaluation);
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
