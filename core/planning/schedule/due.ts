/** What must follow from how things stand: the whole scheduler, one happening at a time, until none is due. */
import type { Happening } from '../../event.ts';
import type { Instant } from '../../id.ts';
import type { Run } from '../../run.ts';
import { close } from './closing.ts';
import { finish, undoneEnd } from './ending.ts';
import type { DueParts } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { cancelIdle, cancelInside, isHalted } from './halt.ts';
import { judge } from './judge.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import { awakened } from './awakened.ts';
import { begun } from './opening.ts';
import { start } from './start.ts';
import { untidyLanes } from './tidy-due.ts';
import { begunCompensation, compensatingAgain, isCompensationHalted } from './undoing.ts';

/** Whether the time of a step that waits has come, or of a composite that one is in. */
const isUnparked = (frontier: Frontier, now: Instant): boolean => {
  const until = frontier.alarms.nextOfWaiting();
  return until !== null && until <= now;
};

/** The next happening that follows from the state alone; null where only time or the outside can move the run. */
export const due = (run: Run, frontier: Frontier, parts: DueParts): Happening | null => {
  const { evaluation, now } = parts;
  if (run.status === 'waiting') return isUnparked(frontier, now) ? { type: 'run.woken' } : null;
  if (run.status !== 'running' && run.status !== 'cancelling' && run.status !== 'compensating') return null;
  const undoing = begunCompensation(run);
  // It was waiting, or it was resumed.
  if (undoing !== null && run.status === 'running') return compensatingAgain(undoing);
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
  const ended = cancelInside(run, frontier, parts);
  if (ended !== null) return ended;
  const closable = frontier.bodies.nextClosable();
  if (closable !== undefined) return close(run, frontier, parts, closable);
  const undecided = frontier.nextUndecided();
  if (undecided !== undefined) return judge(run, frontier, evaluation, undecided);
  const awake = frontier.alarms.due(now);
  if (awake !== undefined) return awakened(stepAt(run, awake), stepRunAt(run, awake)) ?? begun(run, evaluation, awake);
  const started = start(run, frontier, evaluation);
  if (started !== null) return started;
  if (untidyLanes(run, frontier).length > 0) return null;
  if (undoing !== null && run.status === 'compensating') return undoneEnd(run, frontier, evaluation, undoing);
  return frontier.company.underWay.size > 0 && undoing !== null ? null : finish(run, frontier, evaluation);
};
