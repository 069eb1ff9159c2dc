/**
 * Runs commands so that nothing of them is left: the `Processes` port on this machine.
 *
 * P1 Every tree has a group of its own and two marks in its environment: the attempt's and the engine's.
 * P2 The first cause of an end wins and is kept.
 * P3 Nobody of the tree lives when `run` resolves, except (without a sandbox) a process that left the group of a step
 *    that ended well: that one is killed when the engine ends, or by `sweep`.
 * P4 When the engine dies, however it dies, the watchdog (or the kernel, in a sandbox) kills all trees.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { unreachable } from '../../core/result.ts';
import type { ProcessCommand, ProcessEnd, Processes } from '../../core/system.ts';
import { createCapturer } from './capture.ts';
import type { Capture, CaptureSettings } from './capture.ts';
import { realChance } from './chance.ts';
import { LONGEST_TIMER_MS } from './clock.ts';
import { startForkServer } from './fork-server.ts';
import type { ForkServer } from './fork-server.ts';
import { launch } from './launch.ts';
import type { Launched, LaunchRequest, Leader, LeaderExit } from './launch.ts';
import { isGroupAlive, pause } from './process-table.ts';
import { probeSandbox, sandboxed } from './sandbox.ts';
import type { SandboxState } from './sandbox.ts';
import { killTree, terminateTree } from './termination.ts';
import type { ProcessTree } from './termination.ts';
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
  /** Paths that no sandboxed process may write, beside those its command names. */
  readonly readOnlyPaths: readonly string[];
  /** Whether shells may be started by a fork server where one can be had; see fork-server.ts. */
  readonly usesForkServer: boolean;
};

/** An engine that runs fewer commands than this would pay more for a fork server than it saves. */
const FORK_SERVER_FROM = 4;

const DEFAULTS: ProcessSettings = {
  capBytes: 64 * 1024 * 1024,
  mask: null,
  scratchDirectory: tmpdir(),
  graceMs: 5_000,
  drainMs: 250,
  leftoverGraceMs: 1_000,
  readOnlyPaths: [],
  usesForkServer: true,
};

/** The processes of one engine. Disposing it ends the watchdog, and with it whatever carries the engine's mark. */
export interface NodeProcesses extends Processes, Disposable {
  /** Whether a sandbox can be had here; tried once. */
  sandboxState(): Promise<SandboxState>;
}

type Cause = 'exit' | 'timeout' | 'aborted';

/** What ends first. A timeout that was overtaken while the engine itself stood still is none. */
const firstCause = (leader: Leader, command: ProcessCommand): Promise<Cause> =>
  new Promise((resolve) => {
    const deadline = performance.now() + command.timeoutMs;
    let timer: NodeJS.Timeout | null = null;
    const settle = (cause: Cause): void => {
      if (timer !== null) clearTimeout(timer);
      command.signal.removeEventListener('abort', onAbort);
      resolve(cause);
    };
    const onAbort = (): void => settle('aborted');
    const watch = (): void => {
      const leftMs = deadline - performance.now();
      if (leftMs > 0) timer = setTimeout(watch, Math.min(leftMs + 1, LONGEST_TIMER_MS));
      // Let an exit that is already waiting in the kernel be heard before it is called a timeout.
      else setImmediate(() => setImmediate(() => settle('timeout')));
    };
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
  const group = tree.leader;
  const drainedAt = performance.now() + settings.drainMs;
  const isBusy = (): boolean => group !== null && isGroupAlive(group);
  let busy = isBusy();
  while (busy && performance.now() < drainedAt) {
    await pause(5);
    busy = isBusy();
  }
  // A step that ended well costs one system call here; only a bad end, or company, is worth a look at all processes.
  if (group === null || busy || exit.code !== 0) await terminateTree(tree, settings.leftoverGraceMs);
};

const endOf = (cause: Cause, exit: LeaderExit | null, command: ProcessCommand): ProcessEnd => {
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

/** Makes the processes of one engine; whatever is not set has the default of DESIGN section 6. */
export const createProcesses = (overrides: Partial<ProcessSettings> = {}): NodeProcesses => {
  const settings = Object.freeze({ ...DEFAULTS, ...overrides });
  const engineMark = realChance().id() + realChance().id();
  const capturer = createCapturer(settings);
  let watchdog: Watchdog | null = null;
  let sandbox: Promise<SandboxState> | null = null;
  let forkServer: ForkServer | null = null;
  let started = 0;
  const sandboxState = (): Promise<SandboxState> => (sandbox ??= probeSandbox());

  const supervise = async (leader: Leader, command: ProcessCommand, isSandboxed: boolean): Promise<ProcessEnd> => {
    const unguard = leader.pid === null ? null : watchdog?.guard(leader.pid);
    const tree: ProcessTree = { leader: leader.pid, mark: `WS_ATTEMPT_ID=${command.marker}`, isSandboxed };
    const cause = await firstCause(leader, command);
    if (cause !== 'exit') await terminateTree(tree, settings.graceMs);
    // A leader that even SIGKILL does not end is stuck in the kernel; the step does not wait for that.
    const exit = await Promise.race([leader.exit, ...(cause === 'exit' ? [] : [stuck()])]);
    unguard?.();
    if (cause === 'exit' && exit !== null) await settleTree(tree, exit, settings);
    return endOf(cause, exit, command);
  };

  const launchByServer = (request: LaunchRequest): Promise<Launched | null> | null => {
    started += 1;
    if (!settings.usesForkServer || started < FORK_SERVER_FROM) return null;
    forkServer ??= startForkServer(`WS_ENGINE_ID=${engineMark}`);
    return forkServer.launch(request);
  };

  const start = async (
    command: ProcessCommand,
    argv: readonly [string, ...string[]],
    isSandboxed: boolean,
  ): Promise<ProcessEnd> => {
    let capture: Capture;
    try {
      capture = capturer.open(command.stdoutPath, command.stderrPath);
    } catch (error) {
      return fileFailure(error, command.stdoutPath);
    }
    let stdin: number | 'ignore' = 'ignore';
    // P4: before anything that it may have to kill.
    watchdog ??= startWatchdog(`WS_ENGINE_ID=${engineMark}`);
    try {
      if (command.stdinPath !== null) stdin = openSync(command.stdinPath, constants.O_RDONLY);
      // Marks first: then the sweep meets them early in a large environment.
      const env = { WS_ATTEMPT_ID: command.marker, WS_ENGINE_ID: engineMark, ...command.env };
      env.WS_ATTEMPT_ID = command.marker;
      env.WS_ENGINE_ID = engineMark;
      const request: LaunchRequest = {
        argv,
        cwd: command.cwd,
        env,
        stdio: [stdin, capture.stdout, capture.stderr],
      };
      const launched = (await launchByServer(request)) ?? (await launch(request));
      if (launched.kind === 'not-started') return launched.end;
      return await supervise(launched.leader, command, isSandboxed);
    } finally {
      if (stdin !== 'ignore') closeSync(stdin);
      await capture.finish();
    }
  };

  const run = async (command: ProcessCommand): Promise<ProcessEnd> => {
    if (command.signal.aborted) return { kind: 'aborted' };
    if (command.sandbox === 'off') return start(command, command.argv, false);
    const state = await sandboxState();
    if (state.available) {
      const readOnlyPaths = [...settings.readOnlyPaths, ...command.readOnlyPaths];
      return start(command, sandboxed(command.argv, command.cwd, readOnlyPaths), true);
    }
    if (command.sandbox === 'auto') return start(command, command.argv, false);
    const message = `The step requires a sandbox, and there is none: ${state.reason}`;
    return { kind: 'refused', reason: 'sandbox-missing', message };
  };

  return {
    run,
    sweep: (runId) => killTree({ leader: null, mark: `WS_RUN_ID=${runId}`, isSandboxed: false }),
    sandboxState,
    [Symbol.dispose]: () => {
      forkServer?.release();
      watchdog?.release();
    },
  };
};
