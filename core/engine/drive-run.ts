/** Takes a run, new or left behind by a dead process, and drives it until it is settled. */
import { instant, type RunId } from '../id.ts';
import type { Lane } from '../lane.ts';
import type { Attempt } from '../attempt.ts';
import type { AttemptOrder } from '../order.ts';
import { wantsOfMachine } from '../planning/wants.ts';
import type { Lack } from '../planning/schedule/lacking.ts';
import { Frontier } from '../planning/schedule/frontier.ts';
import { err } from '../result.ts';
import { isRunDone, RUN_MACHINE } from '../state/machine.ts';
import type { RunState } from '../state/run-state.ts';
import type { RunLock } from '../store.ts';
import type { Workspace } from '../workspace.ts';
import { openAccount } from './budget/open-account.ts';
import { callOff, isCalledOff } from './call-off.ts';
import type { DriveEnd, DriveOptions } from './drive-end.ts';
import { findLacking } from './find-lacking.ts';
import { Inbox } from './inbox.ts';
import { forgetSignals, hearEvents, inputOf, listen, watchBreakers } from './listen.ts';
import { loadRun } from './load-run.ts';
import { drive } from './loop.ts';
import { openWorkspace } from './open-workspace.ts';
import { accessOf, orderAttempt } from './order-attempt.ts';
import type { EngineParts, Equipment } from './parts.ts';
import { orderRefreshed } from './order-refreshed.ts';
import { prepareWorktree } from './prepare-worktree.ts';
import { seal } from './seal.ts';
import { takeUp } from './take-up.ts';
import { closedLanes, Worktrees } from './worktrees.ts';

const LOCK_TRIES = 5;
const LOCK_PAUSE_MS = 25;
const NEVER = new AbortController().signal;

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

/** Nothing is written any more by a driver whose lock another has. */
const whileHeld = (store: EngineParts['store'], lock: RunLock): EngineParts['store'] => ({
  append: (run, events) =>
    lock.isHeld()
      ? store.append(run, events)
      : Promise.resolve(
          err({
            code: 'broken',
            message: 'the lock of the run is gone: the repository was moved, or another process took the lock',
          }),
        ),
  events: (run, afterSeq) => store.events(run, afterSeq),
  head: (run) => store.head(run),
  sendSignal: (run, at, signal) => store.sendSignal(run, at, signal),
  signals: (run) => store.signals(run),
  forgetSignals: (ids) => store.forgetSignals(ids),
  watchSignals: (run, after, ended) => store.watchSignals(run, after, ended),
  emitted: (wanted) => store.emitted(wanted),
  watchEmitted: (ended) => store.watchEmitted(ended),
});

const driveEquipped = async (
  run: RunState,
  workspace: Workspace,
  equipment: Equipment,
  { parts, options, lost }: { readonly parts: EngineParts; readonly options: DriveOptions; readonly lost: AbortSignal },
): Promise<DriveEnd> => {
  const signal = AbortSignal.any([options.stop, lost]);
  const means = { equipment, signal, clock: parts.clock, notice: options.notice };
  const prepare = (place: Workspace, lane: Lane | null): ReturnType<typeof prepareWorktree> =>
    prepareWorktree(run, place, { ...means, lane });
  const worktrees = new Worktrees(run, { own: workspace, equipment, workspaces: parts.workspaces, prepare });
  const taken = await takeUp(run, worktrees, equipment, { by: options.by, describe: parts.describe });
  if (!taken.ok) return { kind: 'refused', failure: taken.error };
  const prepared = await prepare(workspace, null);
  if (!prepared.ok && signal.aborted) return { kind: 'settled', status: run.status, isOutOfRoom: false };
  if (!prepared.ok) return { kind: 'unprepared', failure: prepared.error };
  const lacking = await findLacking(run, workspace);
  if (!lacking.ok) return { kind: 'refused', failure: lacking.error };
  const { describe } = parts;
  const evaluation = { ...parts.evaluation, choice: equipment.choice ?? (await parts.openChoice(run.plan)) };
  const lacksBefore = (attempt: Attempt): readonly Lack[] =>
    lacking.value.before(run.plan.index.get(attempt.step) ?? -1);
  const inbox = new Inbox(parts.clock);
  const account = await openAccount(run, parts);
  const dispatcher = parts.openDispatcher(worktrees, equipment, { inbox, account });
  const ended = new AbortController();
  let pausedForRoom = false;
  const stop = (): void => inbox.push({ kind: 'pause', by: options.by, reason: 'interrupt', signal: null });
  const abandon = (): void => dispatcher.abort(null, 'stop');
  options.stop.addEventListener('abort', stop);
  lost.addEventListener('abort', abandon);
  if (options.stop.aborted) stop();
  const pending = await parts.store.signals(run.id);
  const ear = { inbox, ended: ended.signal };
  const listening = listen(run.id, pending.at(-1)?.id ?? 0, parts, ear);
  const hearing = hearEvents(run, parts, ear);
  const { watching } = await watchBreakers(run, describe, parts, ear);
  for (const { attempt, success } of taken.value.unproved) {
    const order = orderAttempt(run, attempt, describe);
    // What is gone cannot be checked any more: it is done once more.
    if (lacksBefore(attempt).length > 0) {
      inbox.push({ kind: 'lost', attempt, isAtWork: false });
      continue;
    }
    // No tool is called any more: its breakers have no say.
    if (order.work.kind === 'tool')
      dispatcher.dispatch({ ...order, breakers: [], work: { ...order.work, adopted: success } });
  }
  const end = await drive(
    run,
    new Frontier(run, {
      accessOf: accessOf(describe),
      concurrency: run.options.concurrency ?? parts.processors,
      lacking: lacking.value,
    }),
    {
      ...parts,
      evaluation,
      inbox,
      dispatcher,
      isPatient: options.isPatient,
      order: (attempt) => withWants(run, orderRefreshed(run, attempt, describe, lacksBefore(attempt)), parts.pools),
      observe: (events) => {
        pausedForRoom ||= events.some((event) => event.type === 'run.paused' && event.reason === 'disk-full');
        for (const lane of closedLanes(run, events)) worktrees.close(lane);
        options.observe(run, events);
      },
      handled: (inputs) => forgetSignals(inputs, parts),
    },
    // What came while nobody drove it may move a run that waits, and else would let go at once.
    [...taken.value.inputs, ...pending.map(inputOf), ...inbox.arrived()],
  );
  ended.abort();
  options.stop.removeEventListener('abort', stop);
  lost.removeEventListener('abort', abandon);
  if (end.kind === 'unsaved') abandon();
  await dispatcher.idle();
  await Promise.all([listening, hearing, watching]);
  if (isRunDone(run.status)) await worktrees.drop();
  else await worktrees.closed();
  if (end.kind === 'settled') return { kind: 'settled', status: run.status, isOutOfRoom: pausedForRoom };
  if (end.error.code === 'full' && (await pauseForRoom(run.id, parts, options)))
    return { kind: 'settled', status: 'paused', isOutOfRoom: true };
  return end;
};

/** What it takes of pools of the machine is settled where those are known. */
const withWants = (run: RunState, order: AttemptOrder, pools: EngineParts['pools']): AttemptOrder => {
  const step = run.plan.steps[run.plan.index.get(order.attempt.step) ?? -1];
  const wants = step === undefined ? [] : wantsOfMachine(step, run.plan.workstream, pools);
  return wants.length === 0 ? order : { ...order, wants };
};

/** A command that only looks holds the lock for a moment; a driver holds it for as long as it lives. */
const acquire = async (id: RunId, parts: EngineParts): Promise<RunLock | null> => {
  for (let tries = 0; ; tries++) {
    const lock = await parts.locks.acquire(id);
    if (lock !== null || tries === LOCK_TRIES) return lock;
    await parts.clock.sleepUntil(instant(parts.clock.now() + LOCK_PAUSE_MS), NEVER);
  }
};

/** Drives a run as far as it goes. Resuming is nothing else: the same call on a run that has a past. */
export const driveRun = async (id: RunId, given: EngineParts, options: DriveOptions): Promise<DriveEnd> => {
  const lock = await acquire(id, given);
  if (lock === null) return { kind: 'held' };
  const parts = { ...given, store: whileHeld(given.store, lock) };
  try {
    const run = await loadRun(id, parts);
    if (run === null) return { kind: 'unknown' };
    if (isRunDone(run.status)) return { kind: 'settled', status: run.status, isOutOfRoom: false };
    if (run.status !== 'created') await parts.sweep(id);
    if (await isCalledOff(run, parts)) return await callOff(run, parts, options);
    const equipment = parts.equip(run.plan.workstream, run);
    try {
      const workspace = await openWorkspace(run, equipment, parts);
      if (!workspace.ok) return { kind: 'refused', failure: workspace.error };
      return await driveEquipped(run, workspace.value, equipment, { parts, options, lost: lock.lost });
    } finally {
      equipment.close();
    }
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};
