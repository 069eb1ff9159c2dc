/** Runs the command line that a call comes down to, with the logs, the mark and the limits of the attempt. */
import { createHash } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, rmSync } from 'node:fs';
import type { ProcessCommand, ProcessEnd, Processes, SandboxView } from '../../../core/system.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { ToolCall } from '../../../core/tool.ts';
import { viewOfWorktree } from '../../machine/sandbox-view.ts';

/** What a command has beside what every call has. */
export type CallExtras = {
  /** A file to read from; null for an empty input. */
  readonly stdinPath: string | null;
  /** More of what it sees in a sandbox; the worktree and the files of the attempt are there anyway. */
  readonly view: Partial<Pick<SandboxView, 'writable' | 'readable' | 'hidden' | 'network' | 'treeAccess'>>;
  /** Over the signal of the call. */
  readonly signal: AbortSignal;
  readonly hear: (bytes: Uint8Array) => void;
};

/** The mark of an attempt's processes, unique among those of all repositories: a person may name runs alike in two. */
const attemptMarker = ({ run, step, attempt }: Attempt, worktree: string): string => {
  const place = createHash('sha256').update(worktree).digest('hex').slice(0, 12);
  return `${run}/${step}#${attempt}@${place}`;
};

/** A file can only be written in a sandbox that is there when it begins, and is none of somebody else's. */
const makePlain = (path: string): void => {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) rmSync(path, { recursive: true });
  closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600));
};

/** Its worktree without the link to the repository, and of the attempt's files what it may know of and no more. */
const viewOf = (
  argv: ProcessCommand['argv'],
  { worktree, paths, sandbox }: ToolCall,
  { writable = [], readable = [], ...more }: CallExtras['view'],
): SandboxView => {
  if (sandbox !== 'off') makePlain(paths.output);
  const scripts = argv.filter((word) => word.startsWith(`${paths.directory}/`));
  return viewOfWorktree(worktree, {
    ...more,
    writable: [paths.output, ...writable],
    readable: [`${worktree}/.git`, paths.input, paths.failure, ...scripts, ...readable],
  });
};

/** Gives how the process ended, once its whole tree has. */
export const runCall = (
  processes: Processes,
  argv: ProcessCommand['argv'],
  call: ToolCall,
  extras: Partial<CallExtras> = {},
): Promise<ProcessEnd> =>
  processes.run({
    argv,
    cwd: call.cwd,
    env: { ...call.env, WS_RUN_ID: call.attempt.run },
    stdinPath: extras.stdinPath ?? null,
    stdoutPath: call.paths.stdout,
    stderrPath: call.paths.stderr,
    marker: attemptMarker(call.attempt, call.worktree),
    timeoutMs: call.timeoutMs,
    sandbox: call.sandbox,
    limits: call.limits,
    view: viewOf(argv, call, extras.view ?? {}),
    signal: extras.signal ?? call.signal,
    ...(extras.hear === undefined ? {} : { hear: extras.hear }),
  });
