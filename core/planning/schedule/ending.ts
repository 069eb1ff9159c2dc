/** How a run ends, once nothing of it can move any more. */
import type { Happening } from '../../event.ts';
import type { StepId } from '../../id.ts';
import type { ReadViolation, Run, StepState } from '../../run.ts';
import { isAuthored, type Scope } from '../../scope.ts';
import { stepRunAt } from './at-place.ts';
import type { Evaluation } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { hasCompensation, type Begun } from './undoing.ts';

export const finish = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
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

/** A composite with the step inside of it that failed. */
const withInner = (run: Run, id: StepId): string => {
  const place = run.plan.index.get(id);
  const state = place === undefined ? undefined : run.steps[place]?.state;
  return state?.kind === 'failed' && state.failure.code === 'body-failed' ? `${id} (${state.failure.step})` : id;
};

const shortList = (names: readonly string[]): string =>
  names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');

/** What lets a run fail whose steps that only read have written; null where nothing does. */
const violationOf = ({ tidied: { violation }, plan }: Run): string | null =>
  violation === null || plan.workstream.readViolations === 'warn' ? null : violationMessage(violation);

/** A sentence for people, with the code of such a failure. */
export const violationMessage = ({ paths, readers }: ReadViolation): string =>
  `read-only-violated: ${shortList(paths)} changed while nobody was at work that may write; with access: read there were ${shortList(readers)}`;

/** A sentence for people, with the code of such a failure. */
const NOTHING_RAN =
  'nothing-ran: every step was skipped, and a run that did nothing is no success; where that is well, the workstream says allowEmpty: true';

/** A person who lets a step be skipped has answered for it. */
const isUndone = (state: StepState): boolean => state.kind === 'skipped' && state.reason !== 'policy';

/** Whether no step of the main part was run: what runs last runs in any case. */
const isEmpty = (run: Run): boolean => {
  const main = run.plan.scopes.find(({ kind }) => kind === 'main');
  if (main === undefined || run.plan.workstream.allowEmpty === true) return false;
  for (let place = main.first; place < main.end; place++) if (!isUndone(stepRunAt(run, place).state)) return false;
  return true;
};

const plainEnd = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening => {
  const violation = violationOf(run);
  if (frontier.hasFailed) {
    const names = run.plan.scopes.filter(isAuthored).flatMap((scope) => failedIn(run, scope));
    const message = `failed: ${shortList(names.map((id) => withInner(run, id)))}`;
    return { type: 'run.failed', failed: names, message: violation === null ? message : `${message}; ${violation}` };
  }
  if (violation !== null) return { type: 'run.failed', failed: [], message: violation };
  if (isEmpty(run)) return { type: 'run.failed', failed: [], message: NOTHING_RAN };
  const outputs = evaluation.outputs(run);
  return outputs.ok
    ? { type: 'run.succeeded', outputs: outputs.value }
    : { type: 'run.failed', failed: [], message: outputs.error };
};

/** The end of a run that has been undone. */
export const undoneEnd = (run: Run, frontier: Frontier, evaluation: Evaluation, { cause }: Begun): Happening | null => {
  if (!frontier.isCompensated || !frontier.isAllDone) return waitingFor(frontier);
  return cause === 'cancelled' ? { type: 'run.cancelled' } : plainEnd(run, frontier, evaluation);
};
