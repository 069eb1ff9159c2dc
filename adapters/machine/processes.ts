/**
 * Runs commands so that nothing of them is left: the `Processes` port on this machine.
 *
 * P1 Every tree has a group of its own and two marks in its environment: the attempt's and the engine's.
 * P2 The first cause of an end wins and is kept.
 * P3 Nobody of the tree lives when `run` resolves, whatever it did to its environment. Where there are no starters (and
 *    no sandbox) this leaves out whoever left the group of a step that ended well, which the end of the engine or `sweep`
 *    kills, and whoever wiped its mark.
 * P4 When the engine dies, however it dies, the starters (or the kernel, in a sandbox) kill all trees, and the keeper of a
 *    starter that was killed itself; the watchdog does it too, by group and mark, where both were.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { unreachable } from '../../core/result.ts';
import type { ProcessCommand, ProcessEnd, Processes } from '../../core/system.ts';
import { createCapturer } from './capture.ts';
import type { Capture, CaptureSettings } from './capture.ts';
import { realChance } from './chance.ts';
import { LONGEST_TIMER_MS } from './clock.ts';
import { kernelMarkOf } from './kernel-mark.ts';
import { launch } from './launch.ts';
import type { LaunchRequest, Leader, LeaderExit } from './launch.ts';
import { isGroupAlive, pause } from './process-table.ts';
import { probeSandbox, sandboxed } from './sandbox.ts';
import type { SandboxBounds, SandboxState } from './sandbox.ts';
import { createStarters } from './starters.ts';
import { killTree, terminateTree } from './termination.ts';
import type { ProcessTree } from './termination.ts';
import type { ControlGroup } from './control-group.ts';
import { harnessFor, NO_HARNESS } from './limits.ts';
import { watchLimits } from './limit-watch.ts';
import type { OverLimit } from './limit-watch.ts';
import type { Wanted } from './process-table.ts';
import { startWatchdog } from './watchdog.ts';
import type { Watchdog } from './watchdog.ts';
import { isDiskFull } from '../../core/thrown.ts';

export type ProcessSettings = CaptureSettings & {
  /** Between TERM and KILL after a timeout or an abort. */
  readonly graceMs: number;
  /** How long what a step left in its group may still write after the step's own end. */
  readonly drainMs: number;
  /** Between TERM and KILL for what then is still there. */
  readonly leftoverGraceMs: number;
  /** What holds for every sandboxed command of this engine, beside what its view says. */
  readonly bounds: SandboxBounds;
  /** Whether programs are started by starters where there can be some; see starter.ts. */
  readonly usesStarters: boolean;
};

const DEFAULTS: ProcessSettings = {
  capBytes: 64 * 1024 * 1024,
  mask: null,
  scratchDirectory: tmpdir(),
  graceMs: 5_000,
  drainMs: 250,
  leftoverGraceMs: 1_000,
  bounds: { readable: [], hidden: [] },
  usesStarters: true,
};

/** The processes of one engine. Disposing it ends the watchdog, and with it whatever carries the engine's mark. */
export interface NodeProcesses extends Processes, Disposable {
  /** Whether a sandbox can be had here; tried once. */
  sandboxState(): Promise<SandboxState>;
}

type Cause = 'exit' | 'timeout' | 'aborted' | OverLimit;

/** Tells when a command uses too much; gives what stops it. */
type WatchUse = (tell: (over: OverLimit) => void) => () => void;

/** What ends first. A timeout that was overtaken while the engine itself stood still is none. */
const firstCause = (leader: Leader, command: ProcessCommand, watchUse: WatchUse): Promise<Cause> =>
  new Promise((resolve) => {
    const deadline = performance.now() + command.timeoutMs;
    let timer: NodeJS.Timeout | null = null;
    const settle = (cause: Cause): void => {
      if (timer !== null) clearTimeout(timer);
      command.signal.removeEventListener('abort', onAbort);
      unwatch();
      resolve(cause);
    };
    const onAbort = (): void => settle('aborted');
    const watch = (): void => {
      const leftMs = deadline - performance.now();
      if (leftMs > 0) timer = setTimeout(watch, Math.min(leftMs + 1, LONGEST_TIMER_MS));
      // Let an exit that is already waiting in the kernel be heard before it is called a timeout.
      else setImmediate(() => setImmediate(() => settle('timeout')));
    };
    const unwatch = watchUse(settle);
    void leader.exit.then(() => settle('exit'));
    command.signal.addEventListener('abort', onAbort);
    watch();
    if (command.signal.aborted) onAbort();
  });

/** Resolves when a killed leader should long have been collected; does not keep the engine alive. */
const stuck = (): Promise<null> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(null), 1_000).unref();
  });

/** Nobody may outlive the step: waits a little for writers that are about to end, then ends them. */
const settleTree = async (tree: ProcessTree, exit: LeaderExit, settings: ProcessSettings): Promise<void> => {
  const { leader: group, below } = tree;
  // What nearly every step costs: the starter has said with the exit that nobody is left.
  if (below?.isEmpty()) return;
  const drainedAt = performance.now() + settings.drainMs;
  const isTold = (): boolean => (below?.root() ?? null) !== null;
  const isBusy = (): boolean => (isTold() ? below?.isEmpty() === false : group !== null && isGroupAlive(group));
  let busy = isBusy();
  while (busy && performance.now() < drainedAt) {
    await (below !== null && isTold() ? Promise.race([pause(5), below.emptied]) : pause(5));
    busy = isBusy();
  }
  if (below?.isEmpty()) return;
  // Without a starter a step that ended well costs one system call; only a bad end, or company, is worth a look at all.
  if (group === null || busy || exit.code !== 0) await terminateTree(tree, settings.leftoverGraceMs);
};

/** The kernel has killed it for what it used: that is why, however its leader ended. */
const OUT_OF_MEMORY: ProcessEnd = {
  kind: 'over-limit',
  limit: 'memory',
  message: 'used more memory than the limit of the step, and was killed by the kernel',
};

const endOf = (cause: Cause, exit: LeaderExit | null, command: ProcessCommand): ProcessEnd => {
  if (typeof cause !== 'string') return { kind: 'over-limit', ...cause };
  switch (cause) {
    case 'timeout':
      return { kind: 'timeout', afterMs: command.timeoutMs };
    case 'aborted':
      return { kind: 'aborted' };
    case 'exit':
      if (exit !== null && exit.signal !== null) return { kind: 'signalled', signal: exit.signal };
      return { kind: 'exited', exitCode: exit?.code ?? 0 };
    default:
      return unreachable(cause);
  }
};

/** What a failure to open a file means for the command. */
const fileFailure = (error: unknown, path: string): ProcessEnd => {
  if (!isDiskFull(error)) throw error;
  return { kind: 'refused', reason: 'disk-full', message: `There is no room on the disk for ${path}` };
};

/** What finds its processes when they wiped their environment and nobody looks after them any more. */
const markOf = ({ env, marker }: ProcessCommand): string =>
  kernelMarkOf(`WS_RUN_ID=${env['WS_RUN_ID'] ?? ''}`, `WS_ATTEMPT_ID=${marker}`);

/** Makes the processes of one engine; whatever is not set has the default of DESIGN section 6. */
export const createProcesses = (overrides: Partial<ProcessSettings> = {}): NodeProcesses => {
  const settings = Object.freeze({ ...DEFAULTS, ...overrides });
  const engineMark = realChance().id() + realChance().id();
  const capturer = createCapturer(settings);
  let watchdog: Watchdog | null = null;
  let sandbox: Promise<SandboxState> | null = null;
  let serial = 0;
  const starters = createStarters();
  const sandboxState = (): Promise<SandboxState> => (sandbox ??= probeSandbox());

  const supervise = async (
    leader: Leader,
    command: ProcessCommand,
    { isSandboxed, group }: { readonly isSandboxed: boolean; readonly group: ControlGroup | null },
  ): Promise<ProcessEnd> => {
    const { pid, below } = leader;
    const unguard = watchdog?.guard({ group: pid, root: below?.root() ?? null, kernelMark: markOf(command) });
    const tree: ProcessTree = { leader: pid, mark: `WS_ATTEMPT_ID=${command.marker}`, below, isSandboxed };
    const { limits } = command;
    const wanted = (): Wanted => ({ mark: tree.mark, root: below?.root() ?? null });
    const watchUse: WatchUse = (tell) =>
      limits === null || group !== null ? () => undefined : watchLimits(limits, wanted, tell);
    const cause = await firstCause(leader, command, watchUse);
    // Who uses too much gets no time to use more.
    if (typeof cause !== 'string') await killTree(tree);
    else if (cause !== 'exit') await terminateTree(tree, settings.graceMs);
    // A leader that even SIGKILL does not end is stuck in the kernel; the step does not wait for that.
    const exit = await Promise.race([leader.exit, ...(cause === 'exit' ? [] : [stuck()])]);
    unguard?.();
    if (cause === 'exit' && exit !== null) await settleTree(tree, exit, settings);
    return group?.wasOutOfMemory() === true ? OUT_OF_MEMORY : endOf(cause, exit, command);
  };

  const start = async (
    command: ProcessCommand,
    argv: readonly [string, ...string[]],
    isSandboxed: boolean,
  ): Promise<ProcessEnd> => {
    let capture: Capture;
    try {
      capture = capturer.open(command.stdoutPath, command.stderrPath, command.hear);
    } catch (error) {
      return fileFailure(error, command.stdoutPath);
    }
    let stdin: number | 'ignore' = 'ignore';
    let limited: ReturnType<typeof harnessFor> = { harness: NO_HARNESS, group: null };
    // P4: before anything that it may have to kill.
    watchdog ??= startWatchdog(`WS_ENGINE_ID=${engineMark}`);
    const starter = settings.usesStarters ? starters.take() : null;
    try {
      if (command.stdinPath !== null) stdin = openSync(command.stdinPath, constants.O_RDONLY);
      // Marks first: then the sweep meets them early in a large environment.
      const env = { WS_ATTEMPT_ID: command.marker, WS_ENGINE_ID: engineMark, ...command.env };
      env.WS_ATTEMPT_ID = command.marker;
      env.WS_ENGINE_ID = engineMark;
      if (command.limits !== null && starter !== null)
        limited = harnessFor(`${engineMark.slice(0, 12)}-${++serial}`, command.limits);
      const request: LaunchRequest = {
        harness: limited.harness,
        kernelMark: markOf(command),
        argv,
        cwd: command.cwd,
        env,
        stdio: [stdin, capture.stdout, capture.stderr],
      };
      const launched = (await starter?.launch(request)) ?? (await launch(request));
      if (launched.kind === 'not-started') return launched.end;
      // Who was started by node itself is in no group.
      const group = launched.leader.below === null ? null : limited.group;
      return await supervise(launched.leader, command, { isSandboxed, group });
    } finally {
      if (starter !== null) starters.giveBack(starter);
      limited.group?.close();
      if (stdin !== 'ignore') closeSync(stdin);
      await capture.finish();
    }
  };

  const run = async (command: ProcessCommand): Promise<ProcessEnd> => {
    if (command.signal.aborted) return { kind: 'aborted' };
    const isOffline = command.view.network !== 'full';
    if (command.sandbox === 'off' && !isOffline) return start(command, command.argv, false);
    const state = command.sandbox === 'off' ? { available: false, reason: 'it is off' } : await sandboxState();
    if (state.available) {
      const argv = sandboxed({ ...settings.bounds, ...command });
      return argv === null ? { kind: 'missing', program: command.argv[0] } : start(command, argv, true);
    }
    if (command.sandbox !== 'required' && !isOffline) return start(command, command.argv, false);
    const why = isOffline ? 'Only a sandbox keeps a step from the network' : 'The step requires a sandbox';
    return { kind: 'refused', reason: 'sandbox-missing', message: `${why}, and there is none: ${state.reason}` };
  };

  return {
    run,
    sweep: (runId) => killTree({ leader: null, mark: `WS_RUN_ID=${runId}`, below: null, isSandboxed: false }),
    sandboxState,
    [Symbol.dispose]: () => {
      starters.release();
      watchdog?.release();
    },
  };
};
