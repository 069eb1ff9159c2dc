/** What is ended before its time: because the run is cancelled, or because something failed and `failFast` stands. */
import type { Happening } from '../../event.ts';
import type { Run } from '../../run.ts';
import { scopeAt, type ScopeKind } from '../../scope.ts';
import { asksForStatus } from '../expressions/expressions.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import type { ConditionFacts, Evaluation } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { isCompensationHalted } from './undoing.ts';

/** Whether the idle steps of the main part are to be cancelled instead of started. */
export const isHalted = (run: Run, frontier: Frontier): boolean =>
  run.status === 'cancelling' || (run.plan.workstream.failFast && frontier.hasFailed);

/** What holds of a step when its condition is judged; once `failFast` has stopped the main part, nothing in it succeeded. */
export const factsAt = (run: Run, frontier: Frontier, place: number): ConditionFacts => {
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

/** The places of the steps under way that a halt of the main part is to end. */
export const endedByHalt = (run: Run, frontier: Frontier, evaluation: Evaluation): readonly number[] =>
  isHalted(run, frontier) && !frontier.isFinallyOpen
    ? [...frontier.underWay].filter((place) => !outlivesHalt(run, frontier, evaluation, place))
    : [];

const idleScopesOf = (run: Run): readonly ScopeKind[] => {
  if (isCompensationHalted(run)) return ['main', 'finally', 'compensation'];
  // A run that never started has no worktree for its `finally` steps to run in.
  return run.place === null ? ['main', 'finally'] : ['main'];
};

export const cancelIdle = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
  const isSpared = (place: number): boolean =>
    run.place !== null && !isCompensationHalted(run) && outlivesHalt(run, frontier, evaluation, place);
  const place = frontier.nextIdle(idleScopesOf(run), isSpared);
  return place === undefined ? null : { type: 'step.cancelled', step: stepAt(run, place).id, attempt: null };
};
