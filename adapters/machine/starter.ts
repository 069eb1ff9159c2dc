/**
 * One starter: a tiny process that starts one program after the other and does not lose sight of what they leave behind.
 * It is a perl script, because perl can make the system calls that node and shells do not offer, without a native build,
 * and because a fork of something that small costs the engine's only thread nothing.
 *
 * S1 It is a child subreaper: whatever is below it, marked or not, belongs to the command that it runs, also after the
 *    leader has ended; that nobody is left it knows from the kernel (no children), not from a search.
 * S2 Values travel as length-prefixed frames of NUL-separated bytes: nothing is ever text of a program.
 * S3 The engine opens all files; the starter opens them anew through /proc/<engine>/fd, so names play no part.
 * S4 When the engine's end of the pipe closes, the starter kills all that is below it and goes. It carries no mark, so
 *    that the watchdog does not kill it before it has done so, but lets it go on where a step had stopped it.
 * S5 A command sent to a starter that had not said `ready` was not begun; one sent to a ready one is never started twice.
 * S6 Above each starter stands its keeper, of which it is a fork: a child subreaper, too, in another group. Who kills the
 *    starter leaves what was below it to the keeper, which kills it; the death of the keeper closes the starter's pipe.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import { constants as os } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { explain } from './launch.ts';
import type { Below, Launched, LaunchRequest, LeaderExit } from './launch.ts';
import { ownEnvironment } from './own-environment.ts';
import { KEEPER_NAME } from './process-table.ts';
import type { Root } from './process-table.ts';
import { STARTER_SCRIPT, systemCallNumbers } from './starter-script.ts';

export type Starter = {
  /** Runs one command; not before the one before is gone. null where nothing was started and another way may be tried. */
  readonly launch: (request: LaunchRequest) => Promise<Launched | null>;
  /** Whether it can take a command now. */
  readonly isFree: () => boolean;
  /** Whether it was ever ready; false while it starts. */
  readonly wasReady: () => boolean;
  /** Kills what is below it and ends it. */
  readonly release: () => void;
};

/** More than the system takes as arguments and environment together; node's own spawn says so in words. */
const LARGEST_FRAME = 4 * 1024 * 1024;
/** Where programs are looked for that have no PATH, as the C library does. */
const DEFAULT_PATH = '/bin:/usr/bin';

const signalName = (number: number): string =>
  Object.entries(os.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
};

const exitOf = (status: number): LeaderExit =>
  (status & 127) === 0 ? { code: status >> 8, signal: null } : { code: null, signal: signalName(status & 127) };

/** How often a starter is looked after that has not answered yet, and how many times before it is given up. */
const ANSWER_MS = 1_000;
const ANSWER_TRIES = 60;

/** What ends when the starter dies under a command: nobody knows how it would have ended, and its tree is killed. */
const LOST: LeaderExit = { code: null, signal: 'SIGKILL' };

/** S2; null where the command cannot be said in a frame. */
const frameOf = ({ argv, cwd, env, stdio, harness, kernelMark }: LaunchRequest): Buffer | null => {
  const [stdin, stdout, stderr] = stdio;
  const entries = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const fields = [cwd, stdin === 'ignore' ? '' : String(stdin), String(stdout), String(stderr)];
  const { group, dataBytes, userProcesses, processors } = harness;
  const limits = [group, dataBytes, userProcesses, processors].map((limit) => (limit === null ? '' : String(limit)));
  const values = [
    ...fields,
    ...limits,
    kernelMark,
    env['PATH'] ?? DEFAULT_PATH,
    String(argv.length),
    ...argv,
    ...entries,
  ];
  const text = values.join('\0');
  // A NUL more than there are places between the values stands in a value.
  if (text.split('\0').length !== values.length) return null;
  const size = Buffer.byteLength(text);
  if (size > LARGEST_FRAME) return null;
  const frame = Buffer.allocUnsafe(4 + size);
  frame.writeUInt32BE(size);
  frame.write(text, 4);
  return frame;
};

/** One command in the hands of the starter, and what became of it so far. */
type Task = {
  readonly request: LaunchRequest;
  readonly settle: (launched: Launched | null) => void;
  readonly fail: (error: Error) => void;
  readonly exit: Promise<LeaderExit>;
  readonly ended: (exit: LeaderExit) => void;
  readonly below: Below;
  readonly emptied: () => void;
};

/** Whether this machine may have starters, as far as can be told without trying. */
const isPossible = (): boolean => {
  if (systemCallNumbers() === null) return false;
  try {
    accessSync(`/proc/${process.pid}/fd`, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

/** Starts a starter; null where there can be none. What it is sent before it is ready waits in the pipe. */
export const startStarter = (): Starter | null => {
  const numbers = systemCallNumbers();
  if (numbers === null || !isPossible()) return null;
  const child = spawn('perl', ['-e', STARTER_SCRIPT, String(process.pid), ...numbers], {
    argv0: KEEPER_NAME,
    detached: true,
    cwd: '/',
    env: { PATH: ownEnvironment()['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('invariant: a starter has the pipes that were asked for');
  const alive = child.stdio[3];
  let state: 'starting' | 'ready' | 'gone' = 'starting';
  let wasReady = false;
  let task: Task | null = null;
  let isEmpty = true;
  let heard = '';
  let starter: number | null = null;
  // The engine stays alive for running commands, not for the starter.
  const keepAlive = (): void => {
    if (!(stdout instanceof Socket)) return;
    if (task === null) stdout.unref();
    else stdout.ref();
  };
  const root = (): Root | null => {
    const keeper = child.pid;
    return state === 'gone' || keeper === undefined ? null : { keeper, starter: starter ?? keeper };
  };
  // The keeper goes on in any case: it has to collect a starter that is killed, and until then that number is no other's.
  const signal = (name: 'SIGCONT' | 'SIGKILL'): void => {
    if (state === 'gone') return;
    if (starter === null) return void child.kill(name);
    send(starter, name);
    child.kill('SIGCONT');
  };
  // A command that stops its starter at once would keep anybody from hearing that it has started, and so its timeout.
  const expectAnswer = (): (() => void) => {
    let tries = 0;
    const timer = setInterval(() => {
      tries += 1;
      signal(tries < ANSWER_TRIES ? 'SIGCONT' : 'SIGKILL');
    }, ANSWER_MS);
    return () => clearInterval(timer);
  };
  const finish = (): void => {
    task = null;
    keepAlive();
  };
  const lose = (): void => {
    state = 'gone';
    if (task === null) return;
    const { settle, exit, ended, below, emptied } = task;
    // S5: it may have been started; whoever waits kills the tree by its marks.
    settle(wasReady ? { kind: 'started', leader: { pid: null, exit, below } } : null);
    ended(LOST);
    emptied();
    finish();
  };
  const refuse = ({ request, settle, fail }: Task, number: number): void => {
    finish();
    isEmpty = true;
    const code = getSystemErrorName(-number);
    try {
      settle(explain(Object.assign(new Error(`${request.argv[0]} could not be started: ${code}`), { code }), request));
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const hear = (line: string): void => {
    const [word, number, company] = line.split(' ');
    if (word === 'ready') {
      state = 'ready';
      wasReady = true;
      starter = Number(number);
    }
    if (task === null) return;
    if (word === 's')
      task.settle({ kind: 'started', leader: { pid: Number(number), exit: task.exit, below: task.below } });
    if (word === 'r') refuse(task, Number(number));
    if (word === 'a' || (word === 'e' && company === '0')) isEmpty = true;
    if (word === 'e') task?.ended(exitOf(Number(number)));
    if (word === 'a' || word === 'e') {
      if (!isEmpty) return;
      task?.emptied();
      finish();
    }
  };
  child.on('error', lose);
  // At once: from here on its number may be another's.
  child.once('exit', () => {
    state = 'gone';
    // S6: a starter that was stopped would not hear it.
    stdin.destroy();
    if (starter !== null) send(starter, 'SIGCONT');
  });
  // Only then has everything been heard that it said.
  child.once('close', lose);
  stdin.on('error', () => undefined);
  alive?.on('error', () => undefined);
  stdout.setEncoding('latin1').on('data', (text: string) => {
    const lines = (heard + text).split('\n');
    heard = lines.pop() ?? '';
    lines.forEach(hear);
  });
  child.unref();
  for (const pipe of [stdin, alive]) if (pipe instanceof Socket) pipe.unref();
  keepAlive();
  return {
    isFree: () => state !== 'gone' && task === null && isEmpty,
    wasReady: () => wasReady,
    launch: (request) => {
      const frame = frameOf(request);
      if (state === 'gone' || frame === null) return Promise.resolve(null);
      return new Promise((settle, fail) => {
        let ended: Task['ended'] = () => undefined;
        let emptied: Task['emptied'] = () => undefined;
        const exit = new Promise<LeaderExit>((resolve) => (ended = resolve));
        const empty = new Promise<void>((resolve) => (emptied = resolve));
        const below: Below = { root, isEmpty: () => isEmpty && state !== 'gone', emptied: empty };
        isEmpty = false;
        const answered = expectAnswer();
        const done: Task['settle'] = (launched) => {
          answered();
          settle(launched);
        };
        const failed: Task['fail'] = (error) => {
          answered();
          fail(error);
        };
        task = { request, settle: done, fail: failed, exit, ended, below, emptied };
        keepAlive();
        stdin.write(frame);
      });
    },
    release: () => {
      // One that a command has stopped would not hear that the pipe is closed.
      signal('SIGCONT');
      state = 'gone';
      stdin.end();
      if (alive instanceof Socket) alive.end();
    },
  };
};
