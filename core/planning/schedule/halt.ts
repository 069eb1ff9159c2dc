/** What is ended before its time: because the run is cancelled, because something failed and `failFast` stands, or inside of a composite. */
import type { Happening } from '../../event.ts';
import { asksForEnds } from '../../demand.ts';
import type { Instant } from '../../id.ts';
import { parentOf, partOf } from '../../plan.ts';
import type { Run } from '../../run.ts';
import { scopeAt, type ScopeKind } from '../../scope.ts';
import { around } from '../../state/growth.ts';
import { asksForStatus } from '../expressions/expressions.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import type { ConditionFacts, Evaluation } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { isCompensationHalted } from './undoing.ts';

/** Whether the idle steps of the main part are to be cancelled instead of started. */
export const isHalted = (run: Run, frontier: Frontier): boolean =>
  run.status === 'cancelling' || (run.plan.workstream.failFast && frontier.hasFailed);

/** Whether a halt of the main part reaches a step: not what is in a composite that outlives it. */
export const isReached = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): boolean => {
  if (!isHalted(run, frontier) || partOf(run.plan, place).kind !== 'main' || frontier.bodies.isLast(place))
    return false;
  // What is there for failures is not called off for one.
  if (run.status !== 'cancelling' && asksForEnds(stepAt(run, place))) return false;
  for (const composite of around(run.plan, place)) if (outlives(run, frontier, evaluation, composite)) return false;
  return true;
};

/** How that stands which what runs last runs after: of what is inside of another composite nothing is said. */
const lastFacts = (run: Run, frontier: Frontier, place: number): Pick<ConditionFacts, 'isLast' | 'hasFailed'> => {
  const parent = parentOf(run.plan, place);
  if (parent === null)
    return { isLast: scopeAt(run.plan.scopes, place).kind === 'finally', hasFailed: frontier.hasFailed };
  const open = frontier.bodies.at(parent);
  return open?.isLast(place) === true
    ? { isLast: true, hasFailed: open.hasMainFailed }
    : { isLast: false, hasFailed: frontier.hasFailed };
};

/** What holds of a step when its condition is judged; once `failFast` has stopped the main part, nothing in it succeeded. */
export const factsAt = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): ConditionFacts => {
  const isStopped = isReached(run, frontier, evaluation, place);
  const isCancelled = run.status === 'cancelling';
  const isSpoiled = frontier.needs.isSpoiled(place) || isStopped;
  return { ...lastFacts(run, frontier, place), isSpoiled, isCancelled, isStopped: isStopped && !isCancelled };
};

/** By its own condition, whatever is around it. */
const outlives = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): boolean => {
  const step = stepAt(run, place);
  const { kind } = stepRunAt(run, place).state;
  if (step.condition === null || kind === 'waiting' || !asksForStatus(step.condition)) return false;
  return kind === 'blocked' || evaluation.condition(run, step, factsAt(run, frontier, evaluation, place)).kind === 'go';
};

/**
 * Whether a step of the main part outlives its halt: its `if` asks how things stand, and holds all the same; or it is in a
 * composite that does. Of one that nothing has been decided about the end of its needs will tell.
 */
export const outlivesHalt = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): boolean =>
  outlives(run, frontier, evaluation, place) || !isReached(run, frontier, evaluation, place);

/** The places of the steps under way that a halt of the main part is to end. */
export const endedByHalt = (run: Run, frontier: Frontier, evaluation: Evaluation): readonly number[] =>
  isHalted(run, frontier) && !frontier.isFinallyOpen
    ? [...frontier.company.underWay].filter((place) => !outlivesHalt(run, frontier, evaluation, place))
    : [];

/** The places of the steps under way that are to end because a composite around them does. */
export const endedInside = (frontier: Frontier): readonly number[] =>
  frontier.bodies.hasHalted
    ? [...frontier.company.underWay].filter((place) => {
        const cause = frontier.bodies.haltAround(place);
        return cause !== null && cause !== 'run';
      })
    : [];

const idleScopesOf = (run: Run): readonly ScopeKind[] => {
  if (isCompensationHalted(run)) return ['main', 'finally', 'compensation'];
  // A run that never started has no worktree for its `finally` steps to run in.
  return run.place === null ? ['main', 'finally'] : ['main'];
};

const cancelled = (run: Run, place: number | undefined): Happening | null =>
  place === undefined ? null : { type: 'step.cancelled', step: stepAt(run, place).id, attempt: null };

const isSparedIn =
  (run: Run, frontier: Frontier, evaluation: Evaluation) =>
  (place: number): boolean =>
    run.place !== null && !isCompensationHalted(run) && outlivesHalt(run, frontier, evaluation, place);

export const cancelIdle = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null =>
  cancelled(run, frontier.nextIdle(idleScopesOf(run), isSparedIn(run, frontier, evaluation)));

/** Ends what is inside of composites whose time is over, or whose outcome nothing in them can change. */
export const cancelInside = (
  run: Run,
  frontier: Frontier,
  { evaluation, now }: { readonly evaluation: Evaluation; readonly now: Instant },
): Happening | null => {
  const { deadlines } = frontier.alarms;
  for (let over = deadlines.due(now); over !== undefined; over = deadlines.due(now)) {
    frontier.bodies.halt(over, 'timeout');
    deadlines.put(over, null);
  }
  return cancelled(run, frontier.nextEnded(isSparedIn(run, frontier, evaluation)));
};
