/** Takes a run, new or left behind by a dead process, and drives it until it is settled. */
import type { WsEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { RunId } from '../id.ts';
import { instant } from '../id.ts';
import type { Attempt } from '../attempt.ts';
import type { RunStatus } from '../run.ts';
import type { RunState } from '../state/fold.ts';
import { Frontier } from '../planning/schedule/frontier.ts';
import { isInFlight, isRunDone, isStepDone, RUN_MACHINE } from '../state/machine.ts';
import type { AppendError, StoredSignal } from '../store.ts';
import type { Access, Step } from '../workstream.ts';
import type { Workspace } from '../workspace.ts';
import { createPrepare } from './attempt/fill-step.ts';
import type { Input } from './decide.ts';
import { Inbox } from './inbox.ts';
import { loadRun } from './load-run.ts';
import { LocalDispatcher } from './local-dispatcher.ts';
import { drive } from './loop.ts';
import type { EngineParts, Equipment } from './parts.ts';
import { seal } from './seal.ts';

export type DriveOptions = {
  /** Told of events once they are durable, in the order of the log. */
  readonly observe: (run: RunState, events: readonly WsEvent[]) => void;
  /** Aborted when a person wants the run to stop so that it can be resumed. */
  readonly stop: AbortSignal;
  /** Who drives, for the log. */
  readonly by: string;
};

/**
 * How driving ended. `settled`: the run is done, waiting or paused. `held`: another process drives it. `refused`: its
 * worktree cannot be had. `unsaved`: the store took no more events.
 */
export type DriveEnd =
  | { readonly kind: 'settled'; readonly status: RunStatus; readonly isOutOfRoom: boolean }
  | { readonly kind: 'held' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'unsaved'; readonly error: AppendError };

const SIGNAL_POLL_MS = 200;
const LOCK_TRIES = 5;
const LOCK_PAUSE_MS = 25;
const NEVER = new AbortController().signal;

const inFlight = (run: RunState): readonly Attempt[] =>
  run.plan.steps.flatMap((step, place) => {
    const at = run.steps[place];
    return at !== undefined && isInFlight(at.state.kind) ? [{ run: run.id, step: step.id, attempt: at.attempts }] : [];
  });

/** Whose work a dirty worktree most likely holds: the attempt that moved last. */
const lastMoved = (run: RunState): Attempt | null => {
  let newest: Attempt | null = null;
  let seq = 0;
  for (const [place, step] of run.plan.steps.entries()) {
    const at = run.steps[place];
    if (at === undefined || at.attempts === 0 || at.lastSeq <= seq) continue;
    seq = at.lastSeq;
    newest = { run: run.id, step: step.id, attempt: at.attempts };
  }
  return newest;
};

const inputOf = ({ id, signal }: StoredSignal): Input => {
  switch (signal.kind) {
    case 'cancel':
      return { ...signal, signal: id };
    case 'pause':
      return { kind: 'pause', by: signal.by, reason: 'request', signal: id };
    case 'answer':
      return { ...signal, signal: id };
  }
};

/** What a step may come to do, its alternatives included. */
const accessOf =
  ({ tools }: Equipment) =>
  (step: Step): Access => {
    if (step.access !== null) return step.access;
    const own = tools.find(step.tool)?.access ?? 'exclusive';
    const isWider = step.fallback.some(({ tool }) => tools.find(tool)?.access !== own);
    return isWider ? 'exclusive' : own;
  };

const hasBreakers = (run: RunState, { tools }: Equipment): boolean =>
  // What undoes the run has no place yet, and may open while it is driven.
  [...run.plan.steps, ...run.plan.compensation.map(({ step }) => step)].some((step) =>
    [step, ...step.fallback].some(
      (each) => each.breakers.length > 0 || (tools.find(each.tool)?.breakers(each.with) ?? []).length > 0,
    ),
  );

/** Whether a person works in the worktree, or has, and it is not committed yet: then nothing is put back. */
const isInPersonsHands = (run: RunState): boolean =>
  run.steps.some(
    ({ state, recovery }) =>
      (state.kind === 'waiting' && state.wait.kind === 'work') ||
      (recovery.accepted !== null && !isStepDone(state.kind)),
  );

/** Everything that must be known, and mended, before the loop may begin. */
const takeUp = async (
  run: RunState,
  workspace: Workspace,
  dispatcher: LocalDispatcher,
  by: string,
): Promise<
  { readonly ok: true; readonly inputs: readonly Input[] } | { readonly ok: false; readonly failure: Failure }
> => {
  if (run.status === 'created') return { ok: true, inputs: [{ kind: 'begin', place: workspace.place }] };
  const running = inFlight(run);
  const outcomes = await dispatcher.reconcile(run, running);
  const culprit = running[0] ?? lastMoved(run);
  const restored = culprit === null || isInPersonsHands(run) ? null : await workspace.restore(culprit);
  if (restored !== null && !restored.ok) return { ok: false, failure: restored.error };
  const ended = new Set(outcomes.map((outcome) => outcome.attempt.step));
  return {
    ok: true,
    inputs: [
      { kind: 'resume', by },
      ...outcomes.map((outcome): Input => ({ kind: 'outcome', outcome })),
      ...running.filter(({ step }) => !ended.has(step)).map((attempt): Input => ({ kind: 'lost', attempt })),
    ],
  };
};

/** Pushes signals of other processes into the inbox until `ended` aborts. */
const listen = async (
  run: RunId,
  after: number,
  parts: EngineParts,
  inbox: Inbox,
  ended: AbortSignal,
): Promise<void> => {
  let newest = after;
  while (!ended.aborted) {
    for (const stored of await parts.store.signals(run)) {
      if (stored.id <= newest) continue;
      newest = stored.id;
      inbox.push(inputOf(stored));
    }
    await parts.clock.sleepUntil(instant(parts.clock.now() + SIGNAL_POLL_MS), ended);
  }
};

/** The breakers that steps of the run wait for. */
const waitedFor = (run: RunState): readonly string[] =>
  run.steps.flatMap(({ state }) =>
    state.kind === 'backoff' && state.failure.code === 'breaker-open' ? [state.failure.breaker] : [],
  );

/** A breaker that has opened wakes nobody; who waits for one that may be probed wakes by the clock. */
const tellClosed = async (
  changed: readonly string[],
  { breakers }: Pick<EngineParts, 'breakers'>,
  inbox: Pick<Inbox, 'push'>,
): Promise<void> => {
  const shut = new Set((await breakers.list()).filter(({ state }) => state !== 'CLOSED').map(({ name }) => name));
  const names = changed.filter((name) => !shut.has(name));
  if (names.length > 0) inbox.push({ kind: 'breakers-changed', names });
};

/** Writes down that the disk was full, once room is made; what is in flight is found lost by the next driver. */
const pauseForRoom = async (id: RunId, parts: EngineParts, options: DriveOptions): Promise<boolean> => {
  await parts.freeReserve();
  const run = await loadRun(id, parts);
  if (run === null || !RUN_MACHINE['run.paused'].from.includes(run.status)) return false;
  const event = seal(run, { type: 'run.paused', by: 'ws', reason: 'disk-full' }, parts.clock.now());
  const appended = await parts.store.append(id, [event]);
  if (appended.ok) options.observe(run, [event]);
  return appended.ok;
};

const driveLoaded = async (
  run: RunState,
  workspace: Workspace | null,
  equipment: Equipment,
  parts: EngineParts,
  options: DriveOptions,
): Promise<DriveEnd> => {
  const inbox = new Inbox(parts.clock);
  const frontier = new Frontier(run, accessOf(equipment));
  const dispatcher =
    workspace === null
      ? null
      : new LocalDispatcher({
          ...parts,
          workspace,
          inbox,
          tools: equipment.tools,
          shell: equipment.shell,
          mask: equipment.mask,
          files: equipment.files,
          runProgram: equipment.runProgram,
          prepare: createPrepare(equipment.env),
        });
  const taken =
    workspace === null || dispatcher === null
      ? ({ ok: true, inputs: [] } as const)
      : await takeUp(run, workspace, dispatcher, options.by);
  if (!taken.ok) return { kind: 'refused', failure: taken.failure };
  const ended = new AbortController();
  let pausedForRoom = false;
  const stop = (): void => inbox.push({ kind: 'pause', by: options.by, reason: 'interrupt', signal: null });
  options.stop.addEventListener('abort', stop);
  if (options.stop.aborted) stop();
  const pending = await parts.store.signals(run.id);
  const listening = listen(run.id, pending.at(-1)?.id ?? 0, parts, inbox, ended.signal);
  const watching = hasBreakers(run, equipment)
    ? parts.breakers.watch((names) => void tellClosed(names, parts, inbox), ended.signal)
    : Promise.resolve();
  // Somebody may have closed them while nobody drove the run.
  const before = waitedFor(run);
  if (before.length > 0) await tellClosed(before, parts, inbox);
  const end = await drive(
    run,
    frontier,
    {
      ...parts,
      inbox,
      dispatcher: dispatcher ?? { dispatch: () => {}, abort: () => {} },
      observe: (events) => {
        pausedForRoom ||= events.some((event) => event.type === 'run.paused' && event.reason === 'disk-full');
        options.observe(run, events);
      },
      handled: (inputs) => {
        const ids = inputs.flatMap((input) => ('signal' in input && input.signal !== null ? [input.signal] : []));
        // A signal that cannot be forgotten (a full disk) is heard again and means nothing the second time.
        if (ids.length > 0) void parts.store.forgetSignals(ids).catch(() => undefined);
      },
    },
    [...taken.inputs, ...pending.map(inputOf)],
  );
  ended.abort();
  options.stop.removeEventListener('abort', stop);
  if (end.kind === 'unsaved') dispatcher?.abort(null, 'stop');
  await dispatcher?.idle();
  await Promise.all([listening, watching]);
  if (end.kind === 'settled') return { kind: 'settled', status: run.status, isOutOfRoom: pausedForRoom };
  if (end.error.code === 'full' && (await pauseForRoom(run.id, parts, options)))
    return { kind: 'settled', status: 'paused', isOutOfRoom: true };
  return end;
};

/** A command that only looks holds the lock for a moment; a driver holds it for as long as it lives. */
const acquire = async (id: RunId, parts: EngineParts): Promise<AsyncDisposable | null> => {
  for (let tries = 0; ; tries++) {
    const lock = await parts.locks.acquire(id);
    if (lock !== null || tries === LOCK_TRIES) return lock;
    await parts.clock.sleepUntil(instant(parts.clock.now() + LOCK_PAUSE_MS), NEVER);
  }
};

const driveEquipped = async (
  run: RunState,
  workspace: Workspace | null,
  parts: EngineParts,
  options: DriveOptions,
): Promise<DriveEnd> => {
  const equipment = parts.equip(run.plan.workstream);
  try {
    return await driveLoaded(run, workspace, equipment, parts, options);
  } finally {
    equipment.close();
  }
};

/** Drives a run as far as it goes. Resuming is nothing else: the same call on a run that has a past. */
export const driveRun = async (id: RunId, parts: EngineParts, options: DriveOptions): Promise<DriveEnd> => {
  const lock = await acquire(id, parts);
  if (lock === null) return { kind: 'held' };
  try {
    const run = await loadRun(id, parts);
    if (run === null) return { kind: 'unknown' };
    if (isRunDone(run.status)) return { kind: 'settled', status: run.status, isOutOfRoom: false };
    if (run.status !== 'created') await parts.sweep(id);
    const isCalledOff =
      run.place === null && (await parts.store.signals(id)).some(({ signal }) => signal.kind === 'cancel');
    if (isCalledOff) return await driveEquipped(run, null, parts, options);
    const base = run.place?.base ?? run.options.base;
    const workspace = await parts.workspaces.open({ run: id, workstream: run.plan.workstream.id, base });
    if (!workspace.ok) return { kind: 'refused', failure: workspace.error };
    return await driveEquipped(run, workspace.value, parts, options);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};
