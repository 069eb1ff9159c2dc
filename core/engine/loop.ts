/** Drives one run until it is done or only an outsider can move it. */
import type { Clock } from '../clock.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Happening, WsEvent } from '../event.ts';
import { instant, type Instant } from '../id.ts';
import { laneKey } from '../lane.ts';
import { due } from '../planning/schedule/due.ts';
import type { Evaluation } from '../planning/schedule/evaluation.ts';
import { endedByHalt, endedInside } from '../planning/schedule/halt.ts';
import { untidyLanes } from '../planning/schedule/tidy-due.ts';
import { isCompensationHalted } from '../planning/schedule/undoing.ts';
import type { AttemptOrder } from '../order.ts';
import type { ErrorPolicy } from '../policy.ts';
import type { Attempt } from '../attempt.ts';
import { fold } from '../state/fold.ts';
import type { RunState } from '../state/run-state.ts';
import type { Frontier } from '../planning/schedule/frontier.ts';
import { isRunDone } from '../state/machine.ts';
import type { AppendError, EventLog } from '../event-log.ts';
import { decide, type Input } from './decide.ts';
import type { Inbox } from './inbox.ts';
import { withReplaced } from './heard-answer.ts';
import { seal } from './seal.ts';

export type LoopParts = {
  readonly store: Pick<EventLog, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'tidy' | 'abort'>;
  /** What an attempt that has been started is to do. */
  readonly order: (attempt: Attempt) => AttemptOrder;
  readonly policy: ErrorPolicy;
  readonly evaluation: Evaluation;
  readonly inbox: Pick<Inbox, 'take'>;
  /** Whether it stays at a run that only the time of a step that waits can move on, however far away that is. */
  readonly isPatient: boolean;
  /** How long it stays, patient or not, where a domain event may move the run on. */
  readonly foregroundMs: number;
  /** Told of events once they are durable. */
  readonly observe: (events: readonly WsEvent[]) => void;
  /** Told of inputs once all that follows from them is durable. */
  readonly handled: (inputs: readonly Input[]) => void;
};

/** `settled`: done, waiting or paused, as the run's status says. `unsaved`: the state in memory is void. */
export type LoopEnd = { readonly kind: 'settled' } | { readonly kind: 'unsaved'; readonly error: AppendError };

/** After these nothing that the step left before is to be brought back: it is, or the step begins anew, or ended without success. */
const SETTLES_LEAVES: ReadonlySet<string> = new Set([
  ...['step.refreshed', 'step.started', 'step.failed', 'step.skipped', 'step.cancelled'],
]);

const foldIn = (run: RunState, frontier: Frontier, event: WsEvent): void => {
  const size = run.steps.length;
  const place = 'step' in event ? run.plan.index.get(event.step) : undefined;
  const before = place === undefined ? undefined : run.steps[place]?.state.kind;
  fold(run, event);
  if (place !== undefined && before !== undefined) frontier.moved(place, before);
  if (place !== undefined && SETTLES_LEAVES.has(event.type)) frontier.company.remade(place);
  if (run.steps.length > size) frontier.grew();
  if (event.type === 'run.tidied') frontier.tidiness.tidied();
};

/** `staysUntil`: how long it is waited for events; null where none is. */
const isSettled = (
  run: RunState,
  frontier: Frontier,
  {
    isPatient,
    now,
    staysUntil,
  }: { readonly isPatient: boolean; readonly now: Instant; readonly staysUntil: Instant | null },
): boolean => {
  if (run.status === 'waiting' && staysUntil !== null && (isPatient || now < staysUntil)) return false;
  if (run.status === 'waiting') return !isPatient || frontier.alarms.nextOfWaiting() === null;
  return isRunDone(run.status) || (run.status === 'paused' && frontier.company.underWay.size === 0);
};

/**
 *   L1. Nothing is dispatched before the event that says so is committed.
 *   L2. Nobody outside sees the run between a fold and its commit; when the commit fails the run in memory is void.
 *   L3. `inbox.take` is the only place that waits, beside the commit itself.
 *   L4. Resuming is starting: the same loop on a run that was folded from the log.
 *   L5. What ended is in the log before its leftovers are cleared up, and nothing that writes is started until the log says that
 *       they are. Whoever takes the run up in between does it again.
 *
 * `first` is what the driver found out before the loop began.
 */
export const drive = async (
  run: RunState,
  frontier: Frontier,
  parts: LoopParts,
  first: readonly Input[],
): Promise<LoopEnd> => {
  const { store, clock, dispatcher, order, policy, evaluation, inbox } = parts;
  let inputs = first;
  /** Since it waits for a domain event: until when it stays for that. */
  let stays: Instant | null = null;
  /** By what tells their lanes apart. */
  const tidying = new Set<string>();
  for (;;) {
    const now = clock.now();
    const asked = { evaluation, policy, now };
    const events: WsEvent[] = [];
    const started: Attempt[] = [];
    const take = (happening: Happening): void => {
      const event: WsEvent = seal(run, happening, now);
      foldIn(run, frontier, event);
      events.push(event);
      if (event.type === 'step.started') started.push({ run: run.id, step: event.step, attempt: event.attempt ?? 1 });
    };
    for (const input of inputs) if (input.kind === 'tidied') tidying.delete(laneKey(input.order.lane));
    for (const input of withReplaced(inputs)) for (const happening of decide(run, input, asked)) take(happening);
    for (let next = due(run, frontier, asked); next !== null; next = due(run, frontier, asked)) take(next);
    if (events.length > 0) {
      const appended = await store.append(run.id, events); // L2
      if (!appended.ok) return { kind: 'unsaved', error: appended.error };
      parts.observe(events);
      for (const attempt of started) dispatcher.dispatch(order(attempt)); // L1
    }
    for (const lane of untidyLanes(run, frontier)) {
      const looked = frontier.tidiness.order(lane);
      if (tidying.has(laneKey(looked.lane))) continue;
      tidying.add(laneKey(looked.lane));
      dispatcher.tidy(looked); // L5
    }
    parts.handled(inputs);
    stopWhatMustNotRun(run, frontier, inputs, parts);
    stays = run.status === 'waiting' && awaitsEvent(run) ? staysFrom(now, stays, parts) : null;
    if (isSettled(run, frontier, { isPatient: parts.isPatient, now, staysUntil: stays })) return { kind: 'settled' };
    inputs = await inbox.take(wakeOf(run, frontier, stays)); // L3
  }
};

const LEAST_STAY_MS = 1_000;

const awaitsEvent = (run: RunState): boolean =>
  run.steps.some(({ state }) => state.kind === 'waiting' && state.wait.awaits !== undefined);

/** Who is patient looks now and then whether it is still so, which keeps the process. */
const staysFrom = (
  now: Instant,
  before: Instant | null,
  { isPatient, foregroundMs }: Pick<LoopParts, 'isPatient' | 'foregroundMs'>,
): Instant => {
  const isOver = before === null || (isPatient && before <= now);
  return isOver ? instant(now + Math.max(foregroundMs, isPatient ? LEAST_STAY_MS : 0)) : before;
};

const wakeOf = (run: RunState, frontier: Frontier, staysUntil: Instant | null): Instant | null => {
  if (run.status === 'paused') return null;
  const next = frontier.alarms.next();
  return staysUntil !== null && (next === null || staysUntil < next) ? staysUntil : next;
};

const stopWhatMustNotRun = (
  run: RunState,
  frontier: Frontier,
  inputs: readonly Input[],
  { dispatcher, evaluation }: Pick<LoopParts, 'dispatcher' | 'evaluation'>,
): void => {
  if (frontier.company.underWay.size === 0) return;
  if (inputs.some((input) => input.kind === 'pause' && input.reason !== 'request')) dispatcher.abort(null, 'stop');
  else if (isCompensationHalted(run)) dispatcher.abort(null, 'cancel');
  else
    for (const place of [...endedByHalt(run, frontier, evaluation), ...endedInside(frontier)]) {
      const step = run.plan.steps[place];
      if (step !== undefined) dispatcher.abort(step.id, 'cancel');
    }
};
