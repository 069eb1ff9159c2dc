/** The one way a run changes: an event is applied, in place, to the state that its driver owns. */
import type { RunEvent, StepEvent, WsEvent } from '../event.ts';
import { invariant, unreachable } from '../result.ts';
import type { RunTidied } from '../run.ts';
import type { Plan } from '../plan.ts';
import type { Step } from '../workstream.ts';
import { withCompensation } from './compensation.ts';
import { regrown } from './growth.ts';
import { openBody } from './opening.ts';
import { RUN_MACHINE, STEP_MACHINE } from './machine.ts';
import { recoveryAfter } from './recovery.ts';
import { runAfter } from './run-after.ts';
import { freshStep, inheritedState, type RunState } from './run-state.ts';
import { stepAfter } from './step-after.ts';

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
    tidied: { upTo: 0, violation: null, lanes: new Map() },
    compensation: null,
    steps,
    seq: event.seq,
    createdAt: event.at,
    finishedAt: null,
  };
};

const foldStep = (run: RunState, event: StepEvent): void => {
  const place = run.plan.index.get(event.step);
  const step = place === undefined ? undefined : run.steps[place];
  invariant(step !== undefined, `event ${event.seq} names the unknown step ${event.step}`);
  const rule = STEP_MACHINE[event.type];
  invariant(rule.from.includes(step.state.kind), `${event.type} is not allowed for ${event.step}, ${step.state.kind}`);
  const { state, attempts, failures } = stepAfter(step, event);
  if (state !== null) step.state = state;
  step.attempts = attempts;
  step.failures = failures;
  step.recovery = recoveryAfter(step.recovery, event);
  // When it succeeded is what its order among the others is told by.
  if (event.type !== 'step.refreshed') step.lastSeq = event.seq;
  if (event.type === 'step.opened' && place !== undefined) openBody(run, place, event);
};

/** Opens what undoes the run, once: the event comes again whenever the run goes on after a wait. */
const openCompensation = (run: RunState, event: RunEvent & { readonly type: 'run.compensating' }): void => {
  if (run.compensation !== null && run.compensation !== 'wanted') return;
  run.compensation = { cause: event.cause, order: event.order ?? 'plan' };
  run.plan = withCompensation(run.plan, run.steps, run.compensation.order);
  while (run.steps.length < run.plan.steps.length) run.steps.push(freshStep());
};

/** What was found before stays found. Without readers nobody has broken a rule: a person's hand may have been at it. */
const tidiedAfter = (
  { violation, ...before }: RunTidied,
  { upTo, unexplained, readers, lane }: RunEvent & { readonly type: 'run.tidied' },
): RunTidied => {
  const seen =
    lane === undefined ? { ...before, upTo } : { ...before, lanes: new Map([...before.lanes, [lane, upTo] as const]) };
  if (unexplained.length === 0 || readers.length === 0) return { ...seen, violation };
  const paths = [...new Set([...(violation?.paths ?? []), ...unexplained])];
  return { ...seen, violation: { paths, readers: [...new Set([...(violation?.readers ?? []), ...readers])] } };
};

/** What else than its status an event changes of the run as a whole. */
const foldOwn = (run: RunState, event: RunEvent): void => {
  switch (event.type) {
    case 'run.started':
      run.place = { base: event.base, branch: event.branch };
      return;
    case 'run.cancelling':
      if (event.compensate) run.compensation ??= 'wanted';
      return;
    case 'run.compensating':
      openCompensation(run, event);
      return;
    case 'run.tidied':
      run.tidied = tidiedAfter(run.tidied, event);
      return;
    case 'run.created':
    case 'run.waiting':
    case 'run.woken':
    case 'run.paused':
    case 'run.resumed':
    case 'run.amended':
    case 'run.succeeded':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.damaged':
      return;
    default:
      unreachable(event);
  }
};

const foldRun = (run: RunState, event: RunEvent): void => {
  const rule = RUN_MACHINE[event.type];
  invariant(rule.from.includes(run.status), `${event.type} is not allowed for a run that is ${run.status}`);
  const { status, finishedAt } = runAfter(run.status, event);
  run.status = status;
  run.finishedAt = finishedAt;
  foldOwn(run, event);
};

/**
 * Takes over a definition that replaces the run's: steps keep their state by id, new ones are blocked, and what had
 * opened opens again. The plan comes from outside because planning is not the business of state.
 */
export const amendRun = (run: RunState, event: WsEvent & { readonly type: 'run.amended' }, plan: Plan): void => {
  invariant(event.seq === run.seq + 1, `event ${event.seq} after ${run.seq}`);
  foldRun(run, event);
  run.seq = event.seq;
  const before = new Map(run.steps.map((step, place) => [run.plan.steps[place]?.id, step]));
  run.steps.length = 0;
  const takeOver = (steps: readonly Step[]): void => {
    for (const { id } of steps) run.steps.push(before.get(id) ?? freshStep());
  };
  takeOver(plan.steps);
  const size = plan.steps.length;
  run.plan = regrown(run.plan, plan);
  takeOver(run.plan.steps.slice(size));
  const { compensation } = run;
  if (compensation === null || compensation === 'wanted') return;
  run.plan = withCompensation(run.plan, run.steps, compensation.order);
  takeOver(run.plan.steps.slice(run.steps.length));
};

/** Applies one event. Throws an invariant where the log contradicts itself. */
export const fold = (run: RunState, event: WsEvent): void => {
  invariant(event.seq === run.seq + 1, `event ${event.seq} after ${run.seq}`);
  invariant(event.type !== 'run.created' && event.type !== 'run.amended', `${event.type} needs a plan`);
  if ('step' in event) foldStep(run, event);
  else foldRun(run, event);
  run.seq = event.seq;
};
