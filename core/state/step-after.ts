/** What one event makes of a step, for all who keep one: the state of a run, the rows of tables, the view of a watcher. */
import type { StepEvent } from '../event.ts';
import type { Instant } from '../id.ts';
import { unreachable } from '../result.ts';
import type { StepState } from '../run.ts';
import { isStepDone } from './machine.ts';
import { countsAsFailure, wakeAtOf } from './retrying.ts';

type Counts = { readonly attempts: number; readonly failures: number };

/** `state` is null where the step stays in the one it has. */
export type StepAfter = Counts & { readonly state: StepState | null };

/** Of the newest attempt. */
export type StepTimes = { readonly startedAt: Instant | null; readonly finishedAt: Instant | null };

const READY: StepState = { kind: 'ready' };
const RUNNING: StepState = { kind: 'running' };
const VALIDATING: StepState = { kind: 'validating' };
const CANCELLED: StepState = { kind: 'cancelled' };

/** The one place where events are read as transitions; whether one may come is the machine's business. */
export const stepAfter = ({ attempts, failures }: Counts, event: StepEvent): StepAfter => {
  switch (event.type) {
    case 'step.readied':
      return { state: READY, attempts, failures };
    case 'step.opened':
      return { state: { kind: 'open', round: event.round }, attempts: event.attempt ?? attempts, failures };
    case 'step.started':
      return { state: RUNNING, attempts: event.attempt ?? attempts + 1, failures };
    case 'step.validating':
      return { state: VALIDATING, attempts, failures };
    case 'step.succeeded': {
      const { outputs, exitCode, checkpoint, changed, artifacts } = event;
      const told = {
        ...(changed === undefined ? {} : { changed }),
        ...(artifacts === undefined ? {} : { artifacts }),
      };
      return { state: { kind: 'succeeded', outputs, exitCode, checkpoint, ...told }, attempts, failures };
    }
    case 'step.retrying': {
      const state: StepState = { kind: 'backoff', wakeAt: wakeAtOf(event), failure: event.failure };
      return { state, attempts, failures: countsAsFailure(event) ? failures + 1 : failures };
    }
    case 'step.parked':
      return { state: { kind: 'waiting', wait: event.wait, question: event.seq }, attempts, failures };
    case 'step.answered':
    case 'step.used':
      return { state: null, attempts, failures };
    case 'step.refreshed':
      return { state: null, attempts: event.attempt ?? attempts, failures };
    case 'step.failed': {
      const isForgiven = event.decision.kind === 'log';
      return { state: { kind: 'failed', failure: event.failure, isForgiven }, attempts, failures: failures + 1 };
    }
    case 'step.skipped':
      return { state: { kind: 'skipped', reason: event.reason }, attempts, failures };
    case 'step.cancelled':
      return { state: CANCELLED, attempts, failures };
    default:
      return unreachable(event);
  }
};

/** The times of a step that came into a state at `at`. */
export const timesAfter = ({ startedAt }: StepTimes, state: StepState, at: Instant): StepTimes => ({
  startedAt: state.kind === 'running' || (state.kind === 'open' && isFirstRound(state)) ? at : startedAt,
  finishedAt: isStepDone(state.kind) ? at : null,
});

/** Whether an opening begins a generation. */
export const isFirstRound = ({ round }: { readonly round: number | null }): boolean => round === null || round === 1;
