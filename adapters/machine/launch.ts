/** Starts one process by node's own spawn, as the leader of a group and session of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import type { ProcessEnd } from '../../core/system.ts';
import type { Harness } from './limits.ts';
import { pause } from './process-table.ts';
import type { Root } from './process-table.ts';
import { codeOf } from '../../core/thrown.ts';

/** How the leader of a tree ended; exactly one of the two is set. */
export type LeaderExit = { readonly code: number | null; readonly signal: string | null };

/** What a starter knows of the processes below it, all of which belong to the one command that it runs. */
export type Below = {
  /** Keeper and starter; null as soon as the keeper is gone, for then the numbers may be others'. */
  readonly root: () => Root | null;
  /** Whether nobody is left, as the kernel says. */
  readonly isEmpty: () => boolean;
  /** Resolves when nobody is left, or the keeper is gone. */
  readonly emptied: Promise<void>;
};

/** A started leader. */
export type Leader = {
  /** Also the id of its group; null where only its marks tell who it is. */
  readonly pid: number | null;
  readonly exit: Promise<LeaderExit>;
  /** null where node itself started it. */
  readonly below: Below | null;
};

/** Why nothing was started. */
export type LaunchFailure = Extract<ProcessEnd, { readonly kind: 'missing' | 'refused' }>;

export type Launched =
  | { readonly kind: 'started'; readonly leader: Leader }
  | { readonly kind: 'not-started'; readonly end: LaunchFailure };

export type LaunchRequest = {
  /** Only a starter can put it on; node's own spawn leaves it out. */
  readonly harness: Harness;
  /** Likewise. */
  readonly kernelMark: string;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** stdin, stdout, stderr. */
  readonly stdio: readonly [number | 'ignore', number, number];
};

/** How often a machine that is out of processes or memory is asked again, and how long in between. */
const TRIES = 20;
const TRY_AGAIN_MS = 100;

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

const refused = (reason: Extract<LaunchFailure, { kind: 'refused' }>['reason'], message: string): Launched => ({
  kind: 'not-started',
  end: { kind: 'refused', reason, message },
});

const tooLarge = (what: string): Launched =>
  refused('environment-too-large', `${what}; pass large or binary values through the file $WS_INPUT instead`);

/** What a failed start means; null where it means that we should try again. Throws what nobody foresaw. */
export const explain = (error: unknown, request: LaunchRequest): Launched | null => {
  switch (codeOf(error)) {
    case 'E2BIG':
      return tooLarge('The arguments and environment of the command are larger than the system takes');
    case 'ERR_INVALID_ARG_VALUE':
      return tooLarge('An argument or environment variable holds a NUL byte, which no program can be given');
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EACCES':
    case 'ENOEXEC':
      if (!isFolder(request.cwd)) return refused('cwd-missing', `There is no folder ${request.cwd}`);
      return { kind: 'not-started', end: { kind: 'missing', program: request.argv[0] } };
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return null;
    default:
      throw error;
  }
};

/** One try; an error that the system reports late comes back like one that it reports at once. */
const start = (request: LaunchRequest): Promise<Leader | { readonly error: unknown }> => {
  let child: ChildProcess;
  try {
    child = spawn(request.argv[0], request.argv.slice(1), {
      cwd: request.cwd,
      env: request.env,
      stdio: [...request.stdio],
      detached: true,
    });
  } catch (error) {
    return Promise.resolve({ error });
  }
  const { pid } = child;
  if (pid === undefined) return new Promise((resolve) => child.once('error', (error) => resolve({ error })));
  // `exit`, never `close`: a grandchild may hold the files as long as it likes.
  const exit = new Promise<LeaderExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return Promise.resolve({ pid, exit, below: null });
};

/** Starts a process. A machine that is short of processes is asked again for two seconds; then it throws. */
export const launch = async (request: LaunchRequest): Promise<Launched> => {
  for (let tries = 1; ; tries += 1) {
    const started = await start(request);
    if (!('error' in started)) return { kind: 'started', leader: started };
    const meaning = explain(started.error, request);
    if (meaning !== null) return meaning;
    if (tries === TRIES) throw started.error;
    await pause(TRY_AGAIN_MS);
  }
};
