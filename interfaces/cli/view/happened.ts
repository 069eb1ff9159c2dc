/** One line for an event that a person wants to see scroll by; null for the rest. */
import type { StepEvent, WsEvent } from '../../../core/event.ts';
import { compensatedBy } from '../../../core/compensating.ts';
import { authoredPath, isFinishing, isWork } from '../../../core/hidden-step.ts';
import { stepId } from '../../../core/id.ts';
import { unreachable } from '../../../core/result.ts';
import { wakeAtOf } from '../../../core/state/retrying.ts';
import { cut, plainLine, widthOf } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { cachedWords, changeWords, durationText, failureWords, instantText, stepName, stepSign } from '../words.ts';
import { tidiedWords } from './tidied-words.ts';
import type { StepView } from '../../house/step-view.ts';

const took = ({ tookMs }: StepView): string => (tookMs === null ? '' : durationText(tookMs));

const after = (step: StepView): string => (step.tookMs === null ? '' : ` after ${took(step)}`);

const nextTry = (event: StepEvent & { readonly type: 'step.retrying' }): string => {
  const { decision, at } = event;
  const waitMs = wakeAtOf(event) - at;
  const when = waitMs <= 0 ? 'at once' : `in ${durationText(waitMs)}`;
  switch (decision.kind) {
    case 'fix':
      return `tries a fix: ${decision.fix.title}`;
    case 'fallback':
      return 'falls back';
    case 'wait':
      return `waits, asks again ${when}`;
    case 'retry':
      return `again ${when}${changeWords(decision.change)}`;
    default:
      return unreachable(decision);
  }
};

const skippedBecause = {
  condition: 'its condition does not hold',
  upstream: 'a step it needs did not succeed',
  policy: 'an answer or a policy skips it',
  'no-items': 'there is nothing to go over',
  unavailable: 'its tool is not here',
} as const;

const refreshedBecause = {
  'new-worktree': 'the worktree is a new one',
  missing: 'it was gone',
  interrupted: 'it was cut short before',
} as const;

/** Why a person's work is asked for once more. */
const tooEarly = ({ wait, cause }: StepEvent & { readonly type: 'step.parked' }): string =>
  wait.kind === 'work' && cause !== null ? `not accepted yet: ${(cause.diagnosis ?? cause.failure).message}; ` : '';

const startWords = ({ choice }: Extract<StepEvent, { readonly type: 'step.started' }>, step: StepView): string => {
  const attempt = step.attempts - step.waits;
  const words = attempt > 1 ? `started, attempt ${attempt}` : 'started';
  return choice === undefined ? words : `${words}: ${choice.why}`;
};

/**
 * Whether an event tells nothing that the lane or group around does not: what only finishes it begins and succeeds, and so does the
 * work of a lane of one step, which fails by nothing else.
 */
const isOfLane = (event: StepEvent): boolean => {
  const step = { id: event.step };
  switch (event.type) {
    case 'step.started':
      return isFinishing(step);
    case 'step.succeeded':
      return isFinishing(step) || (isWork(step) && event.cached === undefined);
    case 'step.failed':
      return event.failure.code === 'body-failed' && isWork({ id: stepId(event.failure.step) });
    default:
      return false;
  }
};

/** What the event says about its step, without the name: for plain lines and for the live view alike. */
const sentence = (event: StepEvent, step: StepView): string | null => {
  if (isOfLane(event)) return null;
  switch (event.type) {
    case 'step.started':
      return startWords(event, step);
    case 'step.succeeded':
      if (step.isInherited) return 'taken over from the earlier run';
      if (event.cached !== undefined) return `succeeded, ${cachedWords(event.cached)}`;
      return `succeeded in ${took(step)}${step.attempts - step.waits > 1 ? `, attempt ${step.attempts - step.waits}` : ''}`;
    case 'step.retrying':
      return `${failureWords(event.failure, event.diagnosis)}; ${nextTry(event)} (${event.decision.reason})`;
    case 'step.parked':
      return `${tooEarly(event)}${event.wait.until === undefined ? 'waits' : `parked until ${instantText(event.wait.until)}`}: ${event.wait.prompt} (${event.wait.choices.join(', ')})`;
    case 'step.answered':
      return `answered "${event.answer}" by ${event.by}${event.replaced === true ? ', and then otherwise' : ''}`;
    case 'step.failed':
      if (event.failure.code === 'body-failed') return `failed${after(step)}, by ${authoredPath(event.failure.step)}`;
      return `failed${after(step)}: ${(event.diagnosis ?? event.failure).message} (${event.decision.reason})`;
    case 'step.skipped':
      if (compensatedBy(event.step) !== null) return 'skipped: there is nothing to undo';
      return `skipped: ${skippedBecause[event.reason]}`;
    case 'step.cancelled':
      return 'cancelled';
    case 'step.refreshed':
      return `run again for what it leaves: ${refreshedBecause[event.why]}`;
    case 'step.readied':
    case 'step.opened':
    case 'step.validating':
    case 'step.used':
      return null;
    default:
      return unreachable(event);
  }
};

/** A line such as `✔ build  succeeded in 3.1s`, cut to `columns`; null for events that tell a person nothing. */
export const happenedLine = (
  event: WsEvent,
  step: StepView | null,
  settings: { readonly columns: number; readonly paint: Paint; readonly isStartShown: boolean },
): string | null => {
  if (event.type === 'run.tidied') {
    const told = tidiedWords(event);
    return told === null ? null : `  ${cut(plainLine(told), settings.columns - 4)}`;
  }
  if (step === null || !('step' in event)) return null;
  // What was chosen is news, also where beginning is none.
  if (event.type === 'step.started' && event.choice === undefined && !settings.isStartShown) return null;
  const said = sentence(event, step);
  if (said === null) return null;
  const { paint, columns } = settings;
  // Where the line is narrow what happened counts more than the title.
  const isNarrow = 4 + widthOf(stepName(step)) + 2 + widthOf(plainLine(said)) > columns;
  const name = cut(isNarrow ? authoredPath(step.id) : stepName(step), Math.max(8, Math.floor(columns / 2)));
  const room = columns - 4 - widthOf(name) - 2;
  return `  ${stepSign(step.kind, paint)} ${paint.bold(name)}  ${cut(plainLine(said), room)}`;
};
