/** What a person watching a run wants to know, folded from its events. Only `apply` writes. */
import type { RunEvent, StepEvent, WsEvent } from '../../core/event.ts';
import type { StepId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import { PLAIN_STEP } from '../../core/plain-step.ts';
import { compensationSteps } from '../../core/planning/compensation.ts';
import { unreachable } from '../../core/result.ts';
import type { Inherited, RunPlace, RunStatus, StepKind } from '../../core/run.ts';
import { isStepDone } from '../../core/state/machine.ts';
import { runAfter } from '../../core/state/run-after.ts';
import type { Workstream } from '../../core/workstream.ts';
import { stepsOf } from './definition-of.ts';
import { laidOut } from './laid-out.ts';
import { standingCounts, type Counts } from './standing-counts.ts';
import { stepClock } from './step-clock.ts';
import { untouched, viewAfter, type StepView } from './step-view.ts';
import { whyOf } from './why-failed.ts';

/** A run as it stands. */
export interface Progress {
  readonly workstream: Workstream;
  /** In the order of the definition, `finally` last; then what has opened or begun to compensate, as it came. */
  readonly steps: ReadonlyMap<StepId, StepView>;
  /** Those that run, wait or are tried again; in the order they got there. */
  readonly active: ReadonlyMap<StepId, StepView>;
  readonly finishedCount: number;
  /** How many there are, composites left out, and what nobody wrote. */
  readonly workCount: number;
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
  /** How the steps stand that are directly in a composite. */
  inside(composite: StepId): Counts;
  /** Takes in the next event; gives the step it changed, null for an event of the whole run. */
  apply(event: WsEvent): StepView | null;
}

const activeKinds: ReadonlySet<StepKind> = new Set(['open', 'running', 'validating', 'backoff', 'waiting']);

/** The progress of a run to which nothing has happened yet. */
export const progressOf = (workstream: Workstream): Progress => {
  const steps = new Map<StepId, StepView>();
  const active = new Map<StepId, StepView>();
  const counts = standingCounts();
  const put = (after: StepView): void => {
    counts.move(steps.get(after.id) ?? null, after);
    steps.set(after.id, after);
  };
  for (const step of stepsOf(workstream)) put(untouched(step));
  const laid = laidOut(stepsOf(workstream), compensationSteps(workstream, stepsOf(workstream)));
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
  /** Of steps that are met when they open. */
  const inherited = new Map<StepId, Inherited>();
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
    put({ ...before, kind: 'succeeded', checkpoint, isInherited: true });
  };
  /** Those of an earlier generation begin anew; the new ones are taken over where an earlier run has done them. */
  const layOut = (event: StepEvent & { readonly type: 'step.opened' }): void => {
    const { children, anew } = laid.open(event);
    for (const id of anew) {
      const before = steps.get(id);
      if (before === undefined) continue;
      const { attempts, failures, used } = before;
      put({ ...untouched(laid.at(id) ?? { ...PLAIN_STEP, id }, before.parent), attempts, failures, used });
      active.delete(id);
    }
    for (const child of children) {
      if (!steps.has(child.id)) put(untouched(child, event.step));
      const from = inherited.get(child.id);
      if (from !== undefined) inherit(from);
    }
  };
  const applyToRun = (event: RunEvent): void => {
    ({ status, finishedAt } = runAfter(status, event));
    idleAfter(event);
    switch (event.type) {
      case 'run.created':
        createdAt = event.at;
        ({ inputs } = event.options);
        for (const step of event.options.inherits?.steps ?? []) {
          inherited.set(step.step, step);
          inherit(step);
        }
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
      return counts.finished;
    },
    get workCount() {
      return counts.work;
    },
    inside: (composite) => counts.inside(composite),
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
      const compensation = laid.undoing(event.step);
      const before = steps.get(event.step) ?? (compensation === undefined ? undefined : untouched(compensation));
      if (before === undefined) return null;
      const after = { ...viewAfter(before, event), tookMs: clock.tookMs(event.step) };
      put(after);
      if (event.type === 'step.opened') layOut(event);
      if (activeKinds.has(after.kind)) active.set(after.id, after);
      else active.delete(after.id);
      return after;
    },
  };
};
