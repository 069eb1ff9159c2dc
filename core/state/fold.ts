/** The one way a run changes: an event is applied, in place, to the state that its driver owns. */
import type { RunHappening, StepHappening, WsEvent } from '../event.ts';
import { invariant, unreachable } from '../result.ts';
import type { Inherited, Run, RunStatus, StepRun, StepState } from '../run.ts';
import type { Plan } from '../workstream.ts';
import { RUN_MACHINE, STEP_MACHINE } from './machine.ts';
import { recoveryAfter, UNTROUBLED } from './recovery.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A run that may be written to. Whoever holds it is the driver of the run, or a reader with a copy of its own. */
export type RunState = Writable<Omit<Run, 'steps'>> & { readonly steps: Writable<StepRun>[] };

const BLOCKED: StepState = { kind: 'blocked' };
const READY: StepState = { kind: 'ready' };
const CANCELLED: StepState = { kind: 'cancelled' };

const inheritedState = (from: Inherited): StepState => ({
  kind: 'succeeded',
  outputs: from.outputs,
  exitCode: from.exitCode,
  checkpoint: from.checkpoint,
});

const freshStep = (): Writable<StepRun> => ({
  state: BLOCKED,
  attempts: 0,
  failures: 0,
  recovery: UNTROUBLED,
  lastSeq: 0,
});

/** The run that `run.created` makes; `plan` is the plan of the event's workstream. */
export const beginRun = (event: WsEvent & { readonly type: 'run.created' }, plan: Plan): RunState => {
  invariant(event.seq === 1, 'run.created is the first event');
  const steps = plan.steps.map(freshStep);
  for (const inherited of event.options.inherits?.steps ?? []) {
    const place = plan.index.get(inherited.step);
    const step = place === undefined ? undefined : steps[place];
    if (step !== undefined) step.state = inheritedState(inherited);
  }
  return {
    id: event.run,
    plan,
    options: event.options,
    status: 'created',
    place: null,
    compensation: null,
    steps,
    seq: event.seq,
    createdAt: event.at,
    finishedAt: null,
  };
};

const stateAfter = (event: WsEvent & StepHappening, before: StepState): StepState => {
  switch (event.type) {
    case 'step.readied':
      return READY;
    case 'step.started':
      return { kind: 'running', startedAt: event.at };
    case 'step.validating':
      return { kind: 'validating', startedAt: before.kind === 'running' ? before.startedAt : event.at };
    case 'step.succeeded':
      return { kind: 'succeeded', outputs: event.outputs, exitCode: event.exitCode, checkpoint: event.checkpoint };
    case 'step.retrying':
      return { kind: 'backoff', wakeAt: event.wakeAt, failure: event.failure };
    case 'step.parked':
      return { kind: 'waiting', wait: event.wait };
    case 'step.answered':
      return before;
    case 'step.failed':
      return { kind: 'failed', failure: event.failure, isForgiven: event.decision.kind === 'log' };
    case 'step.skipped':
      return { kind: 'skipped', reason: event.reason };
    case 'step.cancelled':
      return CANCELLED;
    default:
      return unreachable(event);
  }
};

const foldStep = (run: RunState, event: WsEvent & StepHappening): void => {
  const place = run.plan.index.get(event.step);
  const step = place === undefined ? undefined : run.steps[place];
  invariant(step !== undefined, `event ${event.seq} names the unknown step ${event.step}`);
  const rule = STEP_MACHINE[event.type];
  invariant(rule.from.includes(step.state.kind), `${event.type} is not allowed for ${event.step}, ${step.state.kind}`);
  step.state = stateAfter(event, step.state);
  step.recovery = recoveryAfter(step.recovery, event);
  step.lastSeq = event.seq;
  if (event.type === 'step.started') step.attempts += 1;
  if (event.type === 'step.failed' || (event.type === 'step.retrying' && event.counts)) step.failures += 1;
};

const DONE_AT: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'cancelled', 'damaged']);

const foldRun = (run: RunState, event: WsEvent & RunHappening): void => {
  const rule = RUN_MACHINE[event.type];
  invariant(rule.from.includes(run.status), `${event.type} is not allowed for a run that is ${run.status}`);
  if (rule.to !== null) run.status = rule.to;
  if (event.type === 'run.cancelling' && event.compensate) run.compensation ??= 'wanted';
  if (event.type === 'run.compensating') run.compensation = { cause: event.cause };
  if (event.type === 'run.started') run.place = { base: event.base, branch: event.branch };
  if (DONE_AT.has(run.status)) run.finishedAt = event.at;
};

/**
 * Takes over a definition that replaces the run's: steps keep their state by id, new ones are blocked. The plan comes
 * from outside because planning is not the business of state.
 */
export const amendRun = (run: RunState, event: WsEvent & { readonly type: 'run.amended' }, plan: Plan): void => {
  invariant(event.seq === run.seq + 1, `event ${event.seq} after ${run.seq}`);
  foldRun(run, event);
  run.seq = event.seq;
  const before = new Map(run.steps.map((step, place) => [run.plan.steps[place]?.id, step]));
  run.steps.length = 0;
  for (const step of plan.steps) run.steps.push(before.get(step.id) ?? freshStep());
  run.plan = plan;
};

/** Applies one event. Throws an invariant where the log contradicts itself. */
export const fold = (run: RunState, event: WsEvent): void => {
  invariant(event.seq === run.seq + 1, `event ${event.seq} after ${run.seq}`);
  invariant(event.type !== 'run.created' && event.type !== 'run.amended', `${event.type} needs a plan`);
  if ('step' in event) foldStep(run, event);
  else foldRun(run, event);
  run.seq = event.seq;
};
