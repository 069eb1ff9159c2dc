/** How long the newest attempt of each step was at work: neither what it waited for people nor a pause is in it. */
import type { StepEvent, WsEvent } from '../../core/event.ts';
import type { Instant, StepId } from '../../core/id.ts';
import { unreachable } from '../../core/result.ts';
import { failureCauseOf } from '../../core/state/failure-row.ts';
import { isFirstRound } from '../../core/state/step-after.ts';

export interface StepClock {
  /** Takes in the next event of the run. */
  apply(event: WsEvent): void;
  /** Milliseconds; null where no attempt began, or while one is under way. */
  tookMs(step: StepId): number | null;
}

type Work = { readonly startedAt: Instant; stoppedAt: Instant | null };

/** A clock to which nothing has happened yet. */
export const stepClock = (): StepClock => {
  const work = new Map<StepId, Work>();
  let lastAt: Instant | null = null;
  const stop = (event: StepEvent): void => {
    const of = work.get(event.step);
    if (of === undefined) return;
    // That it was cut short is told by who takes the run up, which may be a night later.
    const failure = failureCauseOf(event)?.failure;
    const isFoundLater = failure?.code === 'interrupted' && failure.by === 'crash';
    of.stoppedAt ??= isFoundLater ? (lastAt ?? event.at) : event.at;
  };
  return {
    apply: (event) => {
      if ('step' in event) {
        switch (event.type) {
          case 'step.started':
            work.set(event.step, { startedAt: event.at, stoppedAt: null });
            break;
          case 'step.opened':
            if (isFirstRound(event)) work.set(event.step, { startedAt: event.at, stoppedAt: null });
            break;
          case 'step.succeeded':
          case 'step.retrying':
          case 'step.parked':
          case 'step.failed':
          case 'step.skipped':
          case 'step.cancelled':
            stop(event);
            break;
          case 'step.readied':
          case 'step.validating':
          case 'step.answered':
          case 'step.used':
          case 'step.refreshed':
            break;
          default:
            unreachable(event);
        }
      }
      lastAt = event.at;
    },
    tookMs: (step) => {
      const of = work.get(step);
      return of === undefined || of.stoppedAt === null ? null : Math.max(0, of.stoppedAt - of.startedAt);
    },
  };
};
