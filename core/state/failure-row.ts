/** What one event adds to the list of failures. */
import type { StepEvent, WsEvent } from '../event.ts';
import type { Decided } from '../policy.ts';
import { unreachable } from '../result.ts';
import { SEVERITIES } from '../severity.ts';
import type { FailureRow } from '../failures.ts';

/** What an event tells of a failure, an interruption included; null for an event that tells of none. */
export const failureCauseOf = (event: StepEvent): Decided | null => {
  switch (event.type) {
    case 'step.retrying':
    case 'step.failed':
      return event;
    case 'step.parked':
      return event.cause;
    case 'step.readied':
    case 'step.opened':
    case 'step.started':
    case 'step.validating':
    case 'step.succeeded':
    case 'step.answered':
    case 'step.skipped':
    case 'step.cancelled':
    case 'step.used':
    case 'step.refreshed':
      return null;
    default:
      return unreachable(event);
  }
};

/** Whether no tool was called, because a breaker let nobody through, and the step waits for it. */
export const isWaitAtBreaker = ({ failure, decision }: Decided): boolean =>
  decision.kind === 'wait' || (decision.kind === 'ask' && failure.code === 'breaker-open');

/** The row; null for an event that tells of no failure of the step's own: an interruption, or an open breaker, is none. */
export const failureRowOf = (event: StepEvent): FailureRow | null => {
  // What a person accepted too early is theirs again, and no failure.
  if (event.type === 'step.parked' && event.wait.kind === 'work') return null;
  const cause = failureCauseOf(event);
  if (cause === null || cause.failure.code === 'interrupted' || isWaitAtBreaker(cause)) return null;
  const { failure, diagnosis, decision } = cause;
  return {
    run: event.run,
    seq: event.seq,
    step: event.step,
    attempt: event.attempt,
    at: event.at,
    code: diagnosis?.code ?? failure.code,
    severity: diagnosis?.severity ?? SEVERITIES[failure.code],
    plugin: diagnosis?.plugin ?? null,
    signature: diagnosis?.signature ?? failure.code,
    message: (diagnosis ?? failure).message,
    issues: diagnosis?.issues.length ?? 0,
    decision: decision.kind,
    reason: decision.reason,
    helped: null,
    retriedBy: null,
  };
};

/** Whether the fix that a step was last tried with helped; null where the event does not say. */
export const fixVerdictOf = (event: StepEvent): boolean | null => {
  // Only what came after a failure can have come after a fix.
  if ((event.attempt ?? 0) < 2) return null;
  if (event.type === 'step.succeeded') return true;
  return failureRowOf(event) === null ? null : false;
};

/** The run whose failures are taken care of by the one that an event makes; null where it makes none such. */
export const retriedRunOf = (event: WsEvent): FailureRow['run'] | null =>
  event.type === 'run.created' ? (event.options.inherits?.run ?? null) : null;
