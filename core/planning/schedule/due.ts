/** What must follow from how things stand: the whole scheduler, one happening at a time, until none is due. */
import type { Failure } from '../../failure.ts';
import type { Wait } from '../../attempt.ts';
import type { Happening } from '../../event.ts';
import type { Instant, StepId } from '../../id.ts';
import type { JsonObject } from '../../json.ts';
import { invariant, type Result } from '../../result.ts';
import { isAuthored, scopeAt, type Scope, type ScopeKind } from '../../scope.ts';
import type { Decided, ErrorPolicy, GiveUp } from '../../policy.ts';
import type { Choice } from '../../choice.ts';
import type { Requirement } from '../../requirement.ts';
import type { ReadViolation, Recovery, Run, RunCompensation, SkipReason, StepRun } from '../../run.ts';
import { RUN_MACHINE } from '../../state/machine.ts';
import type { Frontier } from './frontier.ts';
import type { Step } from '../../workstream.ts';
import { compensatedBy } from '../compensation.ts';
import { asksForStatus } from '../expressions/expressions.ts';
import { awakened } from './awakened.ts';

/** What a condition is judged by, beside the outputs of the steps before it. */
export type ConditionFacts = {
  /** A need failed, was cancelled, or was skipped because of that. */
  readonly isSpoiled: boolean;
  /** A step of the run failed that was not allowed to. */
  readonly hasFailed: boolean;
  readonly isCancelled: boolean;
  /** `failFast` has called off the part of the run that the step belongs to. */
  readonly isStopped: boolean;
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
  /** The tool for a step that requires; null where there is none. */
  choice(step: Step, requirement: Requirement): Choice | null;
}

/** What it takes to tell what is due, beside the run. */
export type DueParts = { readonly evaluation: Evaluation; readonly policy: ErrorPolicy; readonly now: Instant };

const GO: Verdict = { kind: 'go' };

/** What holds of a step when its condition is judged; once `failFast` has stopped the main part, nothing in it succeeded. */
const factsAt = (run: Run, frontier: Frontier, place: number): ConditionFacts => {
  const isStopped = isHalted(run, frontier) && scopeAt(run.plan.scopes, place).kind === 'main';
  const isCancelled = run.status === 'cancelling';
  const isSpoiled = frontier.isSpoiled(place) || isStopped;
  return { isSpoiled, hasFailed: frontier.hasFailed, isCancelled, isStopped: isStopped && !isCancelled };
};

/**
 * Whether a step of the main part outlives its halt: its `if` asks how things stand, and holds all the same. Of one that
 * nothing has been decided about the end of its needs will tell.
 */
export const outlivesHalt = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): boolean => {
  const step = stepAt(run, place);
  const { kind } = stepRunAt(run, place).state;
  if (step.condition === null || kind === 'waiting' || !asksForStatus(step.condition)) return false;
  return kind === 'blocked' || evaluation.condition(run, step, factsAt(run, frontier, place)).kind === 'go';
};

const judge = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): Happening => {
  const step = stepAt(run, place);
  const facts = factsAt(run, frontier, place);
  const { isSpoiled } = facts;
  const verdict = ((): Verdict => {
    // What cannot be undone keeps nothing else from being undone.
    if (!isAuthored(scopeAt(run.plan.scopes, place)))
      return isWanted(run, compensatedBy(step.id)) ? GO : { kind: 'skip', reason: 'policy' };
    if (step.condition === null) return isSpoiled ? { kind: 'skip', reason: 'upstream' } : GO;
    return evaluation.condition(run, step, facts);
  })();
  switch (verdict.kind) {
    case 'go':
      return { type: 'step.readied', step: step.id, attempt: null };
    case 'skip':
      // Of what a halt reaches, those whose condition does not let them outlive it end like the rest.
      if (isHalted(run, frontier) && scopeAt(run.plan.scopes, place).kind === 'main')
        return { type: 'step.cancelled', step: step.id, attempt: null };
      return { type: 'step.skipped', step: step.id, attempt: null, reason: verdict.reason };
    case 'fail':
      return { type: 'step.failed', step: step.id, attempt: null, ...conditionFailed(step, verdict.failure) };
  }
};

/** What stands in `if` cannot be tried again: it gives the same once more. */
const conditionFailed = (step: Step, failure: Failure): Decided<GiveUp> => {
  const reason = 'its condition cannot be worked out';
  return { failure, diagnosis: null, decision: { kind: step.continueOnError ? 'log' : 'escalate', reason } };
};

/** What must not be done twice unasked is not refreshed unasked. Whoever said "again" once has allowed it. */
const askForRefresh = (run: Run, frontier: Frontier, place: number): Happening | null => {
  const { recovery, attempts } = stepRunAt(run, place);
  if (recovery.last?.failure.code === 'leaves-missing') return null;
  const steps = frontier
    .lacksBefore(place)
    .map((lack) => stepAt(run, lack.place))
    .filter(({ onInterrupted }) => onInterrupted !== 'retry')
    .map(({ id }) => id);
  if (steps.length === 0) return null;
  const { id } = stepAt(run, place);
  const prompt = `What ${steps.join(', ')} left is gone, and ${id} needs it. Run ${steps.join(', ')} again?`;
  const failure: Failure = { code: 'leaves-missing', steps, message: `what ${steps.join(', ')} left is gone` };
  const wait: Wait = { kind: 'question', prompt, choices: ['again', 'skip', 'reject'] };
  const decision = {
    kind: 'ask',
    prompt,
    choices: wait.choices,
    reason: 'it is not to be done twice unasked',
  } as const;
  const cause = { failure, diagnosis: null, decision };
  return { type: 'step.parked', step: id, attempt: attempts === 0 ? null : attempts, wait, cause };
};

const start = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
  const place = frontier.firstReady();
  if (place === undefined || frontier.isFull) return null;
  // Nothing is torn down under the hands of what is being ended.
  if (endedByHalt(run, frontier, evaluation).length > 0) return null;
  // Nothing overtakes a step that has to wait for the others to end: so none waits for ever.
  if (!frontier.mayStart(place)) return null;
  const asked = askForRefresh(run, frontier, place);
  if (asked !== null) return asked;
  const step = stepAt(run, place);
  const { attempts, recovery } = stepRunAt(run, place);
  const choice = chosenFor(step, recovery, evaluation);
  return { type: 'step.started', step: step.id, attempt: attempts + 1, ...(choice === null ? {} : { choice }) };
};

/** What is chosen now; null where nothing is to be chosen, or was before. */
const chosenFor = (step: Step, { choice }: Recovery, evaluation: Evaluation): Choice | null =>
  step.requires === undefined || choice !== null ? null : evaluation.choice(step, step.requires);

const idleScopesOf = (run: Run): readonly ScopeKind[] => {
  if (isCompensationHalted(run)) return ['main', 'finally', 'compensation'];
  // A run that never started has no worktree for its `finally` steps to run in.
  return run.place === null ? ['main', 'finally'] : ['main'];
};

const cancelIdle = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
  const isSpared = (place: number): boolean =>
    run.place !== null && !isCompensationHalted(run) && outlivesHalt(run, frontier, evaluation, place);
  const place = frontier.nextIdle(idleScopesOf(run), isSpared);
  return place === undefined ? null : { type: 'step.cancelled', step: stepAt(run, place).id, attempt: null };
};

/** Whether the worktree must be looked at before anything that may write begins, and before the run ends. */
export const isTidyDue = (run: Run, frontier: Frontier): boolean => {
  if (!RUN_MACHINE['run.tidied'].from.includes(run.status) || !frontier.isQuiet) return false;
  if (frontier.tidiness.hasLeft) return true;
  return frontier.tidiness.hasRead && frontier.isAllDone && frontier.isCompensated;
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
      ? { type: 'run.compensating', cause: 'cancelled', order: 'success' }
      : { type: 'run.cancelled' };
  const ending = plainEnd(run, frontier, evaluation);
  return ending.type === 'run.failed' && hasCompensation(run)
    ? { type: 'run.compensating', cause: 'failed', order: 'success' }
    : ending;
};

const failedIn = (run: Run, { first, end }: Scope): readonly StepId[] =>
  run.plan.steps.slice(first, end).flatMap(({ id }, at) => {
    const { state } = stepRunAt(run, first + at);
    return state.kind === 'failed' && !state.isForgiven ? [id] : [];
  });

const shortList = (names: readonly string[]): string =>
  names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');

/** What lets a run fail whose steps that only read have written; null where nothing does. */
const violationOf = ({ tidied: { violation }, plan }: Run): string | null =>
  violation === null || plan.workstream.readViolations === 'warn' ? null : violationMessage(violation);

/** A sentence for people, with the code of such a failure. */
export const violationMessage = ({ paths, readers }: ReadViolation): string =>
  `read-only-violated: ${shortList(paths)} changed while nobody was at work that may write; with access: read there were ${shortList(readers)}`;

const plainEnd = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening => {
  const violation = violationOf(run);
  if (frontier.hasFailed) {
    const names = run.plan.scopes.filter(isAuthored).flatMap((scope) => failedIn(run, scope));
    const message = `failed: ${shortList(names)}`;
    return { type: 'run.failed', failed: names, message: violation === null ? message : `${message}; ${violation}` };
  }
  if (violation !== null) return { type: 'run.failed', failed: [], message: violation };
  const outputs = evaluation.outputs(run);
  return outputs.ok
    ? { type: 'run.succeeded', outputs: outputs.value }
    : { type: 'run.failed', failed: [], message: outputs.error };
};

/** Whether there is anything to do when the run has failed for good. */
const hasCompensation = (run: Run): boolean =>
  run.place !== null && run.plan.compensation.some(({ undoes }) => isWanted(run, undoes));

/** A step is undone where it succeeded; the branch is put back in any case. */
const isWanted = (run: Run, undone: StepId | null): boolean => {
  if (undone === null) return true;
  const place = run.plan.index.get(undone);
  return place !== undefined && run.steps[place]?.state.kind === 'succeeded';
};

/** The end of a run that has been undone. */
const undoneEnd = (run: Run, frontier: Frontier, evaluation: Evaluation, { cause }: Begun): Happening | null => {
  if (!frontier.isCompensated || !frontier.isAllDone) return waitingFor(frontier);
  return cause === 'cancelled' ? { type: 'run.cancelled' } : plainEnd(run, frontier, evaluation);
};

type Begun = Exclude<RunCompensation, 'wanted'>;

/** Compensation that goes on, in the order in which it began. */
const compensatingAgain = ({ cause, order }: Begun): Happening => ({
  type: 'run.compensating',
  cause,
  ...(order === 'success' ? { order } : {}),
});

/** What of a run that is to go on has begun to be undone; null where nothing has. */
const begunCompensation = ({ compensation }: Run): Begun | null => (compensation === 'wanted' ? null : compensation);

/** Whether compensation itself has been called off. */
export const isCompensationHalted = (run: Run): boolean =>
  run.status === 'cancelling' && begunCompensation(run) !== null;

/** Whether the idle steps of the main part are to be cancelled instead of started. */
export const isHalted = (run: Run, frontier: Frontier): boolean =>
  run.status === 'cancelling' || (run.plan.workstream.failFast && frontier.hasFailed);

/** The places of the steps under way that a halt of the main part is to end. */
export const endedByHalt = (run: Run, frontier: Frontier, evaluation: Evaluation): readonly number[] =>
  isHalted(run, frontier) && !frontier.isFinallyOpen
    ? [...frontier.underWay].filter((place) => !outlivesHalt(run, frontier, evaluation, place))
    : [];

/** Whether the time of a step that waits has come. */
const isUnparked = (frontier: Frontier, now: Instant): boolean => {
  const until = frontier.alarms.parked.next();
  return until !== null && until <= now;
};

/** The next happening that follows from the state alone; null where only time or the outside can move the run. */
export const due = (run: Run, frontier: Frontier, { evaluation, now }: DueParts): Happening | null => {
  if (run.status === 'waiting') return isUnparked(frontier, now) ? { type: 'run.woken' } : null;
  if (run.status !== 'running' && run.status !== 'cancelling' && run.status !== 'compensating') return null;
  const begun = begunCompensation(run);
  // It was waiting, or it was resumed.
  if (begun !== null && run.status === 'running') return compensatingAgain(begun);
  if (isCompensationHalted(run)) {
    const cancelled = cancelIdle(run, frontier, evaluation);
    if (cancelled !== null) return cancelled;
  } else if (isHalted(run, frontier) && !frontier.isFinallyOpen) {
    const cancelled = cancelIdle(run, frontier, evaluation);
    if (cancelled !== null) return cancelled;
  } else if (run.place === null) {
    const cancelled = cancelIdle(run, frontier, evaluation);
    if (cancelled !== null) return cancelled;
  }
  const undecided = frontier.nextUndecided();
  if (undecided !== undefined) return judge(run, frontier, evaluation, undecided);
  const awake = frontier.alarms.due(now);
  if (awake !== undefined) return awakened(stepAt(run, awake), stepRunAt(run, awake));
  // What the look finds belongs to those that have ended.
  if (isTidyDue(run, frontier)) return null;
  const started = start(run, frontier, evaluation);
  if (started !== null) return started;
  if (begun !== null && run.status === 'compensating') return undoneEnd(run, frontier, evaluation, begun);
  return frontier.underWay.size > 0 && begun !== null ? null : finish(run, frontier, evaluation);
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
