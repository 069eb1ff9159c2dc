/** Which ready step begins, and whether it may. */
import type { Wait } from '../../attempt.ts';
import type { Choice } from '../../choice.ts';
import type { Happening } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import { laneAt } from '../../lane.ts';
import type { Recovery, Run } from '../../run.ts';
import type { Step } from '../../workstream.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import type { Evaluation } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { endedByHalt } from './halt.ts';
import { isTidyDue } from './tidy-due.ts';

/** What must not be done twice unasked is not refreshed unasked. Whoever said "again" once has allowed it. */
const askForRefresh = (run: Run, frontier: Frontier, place: number): Happening | null => {
  const { recovery, attempts } = stepRunAt(run, place);
  if (recovery.last?.failure.code === 'leaves-missing') return null;
  const steps = frontier.company
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

export const start = (run: Run, frontier: Frontier, evaluation: Evaluation): Happening | null => {
  if (frontier.company.isFull) return null;
  // What a look finds belongs to those that have ended.
  const place = frontier.firstReady((at) => !isTidyDue(run, frontier, laneAt(run.plan, at)));
  if (place === undefined) return null;
  // Nothing is torn down under the hands of what is being ended.
  if (endedByHalt(run, frontier, evaluation).length > 0) return null;
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
