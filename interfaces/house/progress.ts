/** What a person watching a run wants to know, folded from its events. Only `apply` writes. */
import type { WsEvent } from '../../core/event.ts';
import type { AttemptFailure, Diagnosis } from '../../core/diagnosis.ts';
import type { Failure } from '../../core/failure.ts';
import type { StepId } from '../../core/id.ts';
import { compensationSteps } from '../../core/planning/compensation.ts';
import type { Decision } from '../../core/policy.ts';
import type { Wait } from '../../core/attempt.ts';
import type { RunPlace, RunStatus, SkipReason, StepKind } from '../../core/run.ts';
import type { Step, Workstream } from '../../core/workstream.ts';
import { stepsOf } from './definition-of.ts';

/** One step as it stands. Times are milliseconds since the epoch. */
export type StepView = {
  readonly id: StepId;
  readonly kind: StepKind;
  readonly attempts: number;
  readonly failures: number;
  /** How many failures are forgiven. */
  readonly limit: number;
  /** Of the last attempt. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When a step in backoff is tried again. */
  readonly wakeAt: number | null;
  readonly failure: Failure | null;
  readonly diagnosis: Diagnosis | null;
  /** What was decided about `failure`. */
  readonly decision: Decision | null;
  readonly wait: Wait | null;
  readonly skipped: SkipReason | null;
  readonly checkpoint: string | null;
  /** Taken over from an earlier run, not run in this one. */
  readonly isInherited: boolean;
};

/** A run as it stands. */
export interface Progress {
  readonly workstream: Workstream;
  /** In the order of the definition, `finally` last; then what has begun to compensate them. */
  readonly steps: ReadonlyMap<StepId, StepView>;
  /** Those that run, wait or are tried again; in the order they got there. */
  readonly active: ReadonlyMap<StepId, StepView>;
  readonly finishedCount: number;
  readonly status: RunStatus;
  readonly place: RunPlace | null;
  readonly createdAt: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Takes in the next event; gives the step it changed, null for an event of the whole run. */
  apply(event: WsEvent): StepView | null;
}

const finishedKinds: ReadonlySet<StepKind> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);
const activeKinds: ReadonlySet<StepKind> = new Set(['running', 'validating', 'backoff', 'waiting']);

/** Whether a step has come to its end. */
export const isDone = (kind: StepKind): boolean => finishedKinds.has(kind);

type Trouble = Pick<StepView, 'failure' | 'diagnosis' | 'decision'>;

const troubleOf = ({ failure, diagnosis, decision }: AttemptFailure & { readonly decision: Decision }): Trouble => ({
  failure,
  diagnosis,
  decision,
});

const untouched = ({ id, retry }: Pick<Step, 'id' | 'retry'>): StepView => {
  const times = { startedAt: null, finishedAt: null, wakeAt: null };
  const counts = { attempts: 0, failures: 0, limit: retry.limit };
  const trouble = { failure: null, diagnosis: null, decision: null };
  const rest = { ...trouble, wait: null, skipped: null, checkpoint: null, isInherited: false };
  return { id, kind: 'blocked', ...counts, ...times, ...rest };
};

const stepAfter = (step: StepView, event: WsEvent): StepView => {
  const { at } = event;
  switch (event.type) {
    case 'step.readied':
      return { ...step, kind: 'ready', wakeAt: null, wait: null };
    case 'step.started':
      return { ...step, kind: 'running', attempts: event.attempt ?? step.attempts + 1, startedAt: at, wakeAt: null };
    case 'step.validating':
      return { ...step, kind: 'validating' };
    case 'step.succeeded': {
      const isInherited = step.attempts === 0;
      const trouble = { failure: null, diagnosis: null, decision: null };
      const done = { ...step, ...trouble, kind: 'succeeded', finishedAt: at, wait: null, isInherited } as const;
      return { ...done, checkpoint: event.checkpoint };
    }
    case 'step.retrying': {
      const failures = step.failures + (event.counts ? 1 : 0);
      return { ...step, kind: 'backoff', failures, ...troubleOf(event), wakeAt: event.wakeAt };
    }
    case 'step.parked':
      return { ...step, kind: 'waiting', wait: event.wait, ...(event.cause === null ? {} : troubleOf(event.cause)) };
    case 'step.answered':
      return step;
    case 'step.failed':
      return {
        ...step,
        kind: 'failed',
        ...troubleOf(event),
        finishedAt: at,
        failures: step.failures + 1,
        wait: null,
      };
    case 'step.skipped':
      return { ...step, kind: 'skipped', skipped: event.reason, finishedAt: at, wait: null };
    case 'step.cancelled':
      return { ...step, kind: 'cancelled', finishedAt: at, wakeAt: null, wait: null };
    default:
      return step;
  }
};

/** The progress of a run to which nothing has happened yet. */
export const progressOf = (workstream: Workstream): Progress => {
  const steps = new Map<StepId, StepView>();
  const active = new Map<StepId, StepView>();
  for (const step of stepsOf(workstream)) steps.set(step.id, untouched(step));
  const compensations = new Map(compensationSteps(workstream, stepsOf(workstream)).map((step) => [step.id, step]));
  let finishedCount = 0;
  let status: RunStatus = 'created';
  let place: RunPlace | null = null;
  let createdAt: number | null = null;
  let startedAt: number | null = null;
  let finishedAt: number | null = null;
  const applyToRun = (event: WsEvent): void => {
    switch (event.type) {
      case 'run.created':
        createdAt = event.at;
        for (const { step, checkpoint } of event.options.inherits?.steps ?? []) {
          const before = steps.get(step);
          if (before === undefined || isDone(before.kind)) continue;
          steps.set(step, { ...before, kind: 'succeeded', checkpoint, isInherited: true });
          finishedCount += 1;
        }
        break;
      case 'run.started':
        status = 'running';
        startedAt ??= event.at;
        place = { base: event.base, branch: event.branch };
        break;
      case 'run.waiting':
        status = 'waiting';
        break;
      case 'run.paused':
        status = 'paused';
        break;
      case 'run.woken':
      case 'run.resumed':
        status = 'running';
        break;
      case 'run.cancelling':
        status = 'cancelling';
        break;
      case 'run.compensating':
        status = 'compensating';
        break;
      case 'run.succeeded':
        status = 'succeeded';
        finishedAt = event.at;
        break;
      case 'run.failed':
        status = 'failed';
        finishedAt = event.at;
        break;
      case 'run.cancelled':
        status = 'cancelled';
        finishedAt = event.at;
        break;
      case 'run.damaged':
        status = 'damaged';
        finishedAt = event.at;
        break;
      default:
    }
  };
  return {
    workstream,
    steps,
    active,
    get finishedCount() {
      return finishedCount;
    },
    get status() {
      return status;
    },
    get place() {
      return place;
    },
    get createdAt() {
      return createdAt;
    },
    get startedAt() {
      return startedAt;
    },
    get finishedAt() {
      return finishedAt;
    },
    apply: (event) => {
      if (!('step' in event)) {
        applyToRun(event);
        return null;
      }
      const compensation = compensations.get(event.step);
      const before = steps.get(event.step) ?? (compensation === undefined ? undefined : untouched(compensation));
      if (before === undefined) return null;
      const after = stepAfter(before, event);
      steps.set(after.id, after);
      if (isDone(after.kind) && !isDone(before.kind)) finishedCount += 1;
      if (activeKinds.has(after.kind)) active.set(after.id, after);
      else active.delete(after.id);
      return after;
    },
  };
};
