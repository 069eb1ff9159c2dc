/** What a person watching a run wants to know, folded from its events. Only `apply` writes. */
import type { RunEvent, StepEvent, WsEvent } from '../../core/event.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';
import type { Failure } from '../../core/failure.ts';
import type { Instant, StepId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import { compensationSteps } from '../../core/planning/compensation.ts';
import type { Decided, Decision } from '../../core/policy.ts';
import type { Wait } from '../../core/attempt.ts';
import { unreachable } from '../../core/result.ts';
import type { Inherited, RunPlace, RunStatus, SkipReason, StepKind } from '../../core/run.ts';
import { failureCauseOf, isWaitAtBreaker } from '../../core/state/failure-row.ts';
import { isStepDone } from '../../core/state/machine.ts';
import { runAfter } from '../../core/state/run-after.ts';
import { stepAfter, timesAfter } from '../../core/state/step-after.ts';
import type { Usage } from '../../core/usage.ts';
import type { Step, Workstream } from '../../core/workstream.ts';
import { stepsOf } from './definition-of.ts';
import { stepClock } from './step-clock.ts';
import { whyOf } from './why-failed.ts';

/** What was last done about a step's failures. */
export type Overcome =
  | { readonly by: 'fallback'; readonly to: number }
  | { readonly by: 'fix'; readonly title: string }
  | { readonly by: 'retry' };

/** One step as it stands. */
export type StepView = {
  readonly id: StepId;
  /** What it is called before people; null where the id says it all. */
  readonly title: string | null;
  readonly kind: StepKind;
  readonly attempts: number;
  readonly failures: number;
  /** How many failures are forgiven. */
  readonly limit: number;
  /** Of the last attempt. */
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** How long the last attempt was at work, in milliseconds; null where none was, or one is. */
  readonly tookMs: number | null;
  /** When a step in backoff is tried again. */
  readonly wakeAt: Instant | null;
  readonly failure: Failure | null;
  readonly diagnosis: Diagnosis | null;
  /** What was decided about `failure`. */
  readonly decision: Decision | null;
  readonly wait: Wait | null;
  readonly skipped: SkipReason | null;
  readonly checkpoint: string | null;
  /** null where it has not succeeded. */
  readonly outputs: JsonObject | null;
  /** What its attempts have used of models, the oldest first. */
  readonly used: readonly Usage[];
  /** Attempts that were none: a breaker let nobody through, or a person was asked. */
  readonly waits: number;
  /** How it got over its failures: by which alternative (from 1), by which fix, or by nothing but another try. */
  readonly overcome: Overcome | null;
  /** The commit of the fix that helped; null where none did, or nobody knows which it is. */
  readonly fixCommit: string | null;
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
  /** How long of that it was paused or waited for a person, in milliseconds. */
  readonly idleMs: number;
  readonly inputs: JsonObject;
  /** null where it has not succeeded. */
  readonly outputs: JsonObject | null;
  /** Why it failed, beyond the steps that did; null where that says all. */
  readonly why: string | null;
  /** Takes in the next event; gives the step it changed, null for an event of the whole run. */
  apply(event: WsEvent): StepView | null;
}

const activeKinds: ReadonlySet<StepKind> = new Set(['open', 'running', 'validating', 'backoff', 'waiting']);

type Trouble = Pick<StepView, 'failure' | 'diagnosis' | 'decision'>;

const NO_TROUBLE: Trouble = { failure: null, diagnosis: null, decision: null };

const troubleOf = ({ failure, diagnosis, decision }: Decided): Trouble => ({ failure, diagnosis, decision });

const untouched = ({ id, title, retry }: Pick<Step, 'id' | 'title' | 'retry'>): StepView => {
  const times = { startedAt: null, finishedAt: null, tookMs: null, wakeAt: null };
  const counts = { attempts: 0, failures: 0, limit: retry.limit };
  const rest = {
    ...NO_TROUBLE,
    wait: null,
    skipped: null,
    checkpoint: null,
    outputs: null,
    used: [],
    waits: 0,
    overcome: null,
    fixCommit: null,
    isInherited: false,
  };
  return { id, title: title ?? null, kind: 'blocked', ...counts, ...times, ...rest };
};

/** An interruption says nothing of the step, and a wait called nobody; what was fallen back to stays. */
const overcomeAfter = (before: Overcome | null, event: StepEvent): Overcome | null => {
  if (event.type !== 'step.retrying' || event.failure.code === 'interrupted') return before;
  const { decision } = event;
  if (decision.kind === 'wait') return before;
  if (decision.kind === 'fallback') return { by: 'fallback', to: decision.to };
  if (before?.by === 'fallback') return before;
  return decision.kind === 'fix' ? { by: 'fix', title: decision.fix.title } : { by: 'retry' };
};

const isWait = (event: StepEvent, cause: ReturnType<typeof failureCauseOf>): boolean =>
  (cause !== null && isWaitAtBreaker(cause)) ||
  (event.type === 'step.parked' && (event.cause === null || event.wait.kind === 'work'));

const fixCommitOf = (event: StepEvent): string | null =>
  event.type === 'step.succeeded' ? (event.fixCommit ?? null) : null;

const viewAfter = (before: StepView, event: StepEvent): StepView => {
  const { state, attempts, failures } = stepAfter(before, event);
  if (event.type === 'step.used') return { ...before, used: [...before.used, event.usage] };
  if (state === null) return { ...before, attempts, failures };
  const cause = failureCauseOf(event);
  const trouble = cause === null ? null : troubleOf(cause);
  const counts = { attempts, failures, ...timesAfter(before, state, event.at) };
  const waits = before.waits + Number(isWait(event, cause));
  const overcome = overcomeAfter(before.overcome, event);
  const after = { ...before, waits, overcome, kind: state.kind, ...counts, ...trouble, wakeAt: null, wait: null };
  switch (state.kind) {
    case 'blocked':
    case 'ready':
    case 'open':
    case 'running':
    case 'validating':
    case 'failed':
    case 'cancelled':
      return after;
    case 'backoff':
      return { ...after, wakeAt: state.wakeAt };
    case 'waiting':
      return { ...after, wait: state.wait };
    case 'skipped':
      return { ...after, skipped: state.reason };
    case 'succeeded':
      return {
        ...after,
        ...NO_TROUBLE,
        checkpoint: state.checkpoint,
        outputs: state.outputs,
        isInherited: attempts === 0,
        fixCommit: fixCommitOf(event),
      };
    default:
      return unreachable(state);
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
  let why: string | null = null;
  let inputs: JsonObject = {};
  let outputs: JsonObject | null = null;
  let idleMs = 0;
  let idleSince: number | null = null;
  const clock = stepClock();
  const idleAfter = ({ at }: RunEvent): void => {
    const isIdle = status === 'paused' || status === 'waiting';
    if (idleSince !== null && !isIdle) {
      idleMs += at - idleSince;
      idleSince = null;
    } else if (isIdle) idleSince ??= at;
  };
  const inherit = ({ step, checkpoint }: Inherited): void => {
    const before = steps.get(step);
    if (before === undefined || isStepDone(before.kind)) return;
    steps.set(step, { ...before, kind: 'succeeded', checkpoint, isInherited: true });
    finishedCount += 1;
  };
  const applyToRun = (event: RunEvent): void => {
    ({ status, finishedAt } = runAfter(status, event));
    idleAfter(event);
    switch (event.type) {
      case 'run.created':
        createdAt = event.at;
        ({ inputs } = event.options);
        for (const step of event.options.inherits?.steps ?? []) inherit(step);
        return;
      case 'run.started':
        startedAt ??= event.at;
        place = { base: event.base, branch: event.branch };
        return;
      case 'run.failed':
        why = whyOf(event);
        return;
      case 'run.succeeded':
        ({ outputs } = event);
        return;
      case 'run.waiting':
      case 'run.woken':
      case 'run.paused':
      case 'run.resumed':
      case 'run.amended':
      case 'run.cancelling':
      case 'run.compensating':
      case 'run.tidied':
      case 'run.cancelled':
      case 'run.damaged':
        return;
      default:
        unreachable(event);
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
    get idleMs() {
      return idleMs;
    },
    get inputs() {
      return inputs;
    },
    get outputs() {
      return outputs;
    },
    get why() {
      return why;
    },
    apply: (event) => {
      clock.apply(event);
      if (!('step' in event)) {
        applyToRun(event);
        return null;
      }
      const compensation = compensations.get(event.step);
      const before = steps.get(event.step) ?? (compensation === undefined ? undefined : untouched(compensation));
      if (before === undefined) return null;
      const after = { ...viewAfter(before, event), tookMs: clock.tookMs(event.step) };
      steps.set(after.id, after);
      if (isStepDone(after.kind) && !isStepDone(before.kind)) finishedCount += 1;
      if (activeKinds.has(after.kind)) active.set(after.id, after);
      else active.delete(after.id);
      return after;
    },
  };
};
