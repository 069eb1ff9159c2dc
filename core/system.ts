import type { Json, JsonObject } from './json.ts';
import type { Attempt, Success } from './attempt.ts';
import type { Result } from './result.ts';
import type { Failure } from './failure.ts';
import type { Usage } from './usage.ts';
import type { Limits, SandboxMode } from './workstream.ts';

/** Lower-case hex SHA-256 of a text in UTF-8. */
export type Digest = (text: string) => string;

/** A named place where a crash is worth testing; does nothing unless a test asks for the crash. */
export type Failpoint = (name: string) => void;

/** Takes known secrets, in every encoding they may travel in, out of a text. */
export type Mask = (text: string) => string;

/** The name of a secret that a text or bytes hold for sure, in whatever encoding; null where they hold none. */
export type SecretIn = (text: string | Uint8Array) => string | null;

/** What one command sees in a sandbox beside the system, which it may read; all else that people own is not there. */
export type SandboxView = {
  /** The folder that is its own to write. */
  readonly worktree: string;
  /** Where its worktree is seen instead of where it lies; in a folder that the sandbox makes: /home, /tmp, /run, /root. */
  readonly worktreeAt: string | null;
  /** Where its home is instead of where $HOME says, likewise. */
  readonly homeAt: string | null;
  /** More that it may write. Each must exist. */
  readonly writable: readonly string[];
  /** What it may read where it could not otherwise, and not write where it could; what does not exist is passed over. */
  readonly readable: readonly string[];
  /** Whether it may write its worktree, or only read it. */
  readonly treeAccess: 'read' | 'write';
  /** Folders of which it sees nothing but that they are there and empty; what does not exist is passed over. */
  readonly hidden: readonly string[];
  /** `none` and `models`: it reaches nobody but itself, and what is bound in; then it is not started where there is no sandbox. */
  readonly network: Network;
};

/** What of the network something may reach; `models`: the models, and nobody else. */
export type Network = 'none' | 'models' | 'full';

export type ProcessCommand = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** A file to read from; null for an empty input. */
  readonly stdinPath: string | null;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  /** In the environment of every descendant as WS_ATTEMPT_ID; what the sweep looks for. */
  readonly marker: string;
  readonly timeoutMs: number;
  readonly sandbox: SandboxMode;
  /** What it and all that it starts may use; null where there is no limit. */
  readonly limits: Limits | null;
  /** What it sees of the machine where it runs in a sandbox. */
  readonly view: SandboxView;
  readonly signal: AbortSignal;
  /**
   * Gets what it writes to stdout, as it is and unmasked, a fraction of a second later and the last of it before `run` resolves.
   * Left out where nobody listens.
   */
  readonly hear?: (bytes: Uint8Array) => void;
};

/** How a process ended; `timeout`, `aborted` and `over-limit` mean that its whole tree was killed. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'over-limit'; readonly limit: 'memory' | 'processes'; readonly message: string }
  | { readonly kind: 'missing'; readonly program: string }
  | {
      readonly kind: 'refused';
      readonly reason: 'sandbox-missing' | 'environment-too-large' | 'disk-full' | 'cwd-missing';
      readonly message: string;
    };

export interface Processes {
  /** Runs to the end of the whole tree; never rejects for what a command can do. */
  run(command: ProcessCommand): Promise<ProcessEnd>;
  /** Kills every process whose environment carries `WS_RUN_ID=<run>`; resolves to how many there were. */
  sweep(run: string): Promise<number>;
}

/** Where one attempt keeps its files. */
export type AttemptPaths = {
  readonly directory: string;
  readonly stdout: string;
  readonly stderr: string;
  /** What `$WS_INPUT` names. */
  readonly input: string;
  /** What `$WS_OUTPUT` names. */
  readonly output: string;
  /** What `$WS_FAILURE` names. */
  readonly failure: string;
  /** What its tool told of its work, a JSON document a line; not there where it told nothing. */
  readonly report: string;
  /** A home for what the step starts, which all its attempts share. Made by the tool that needs it. */
  readonly home: string;
};

/** Where a tool tells of its work while it is at it. Kept in the attempt's folder; nothing told here can fail. */
export interface AttemptReport {
  /** One sentence for a person. */
  message(text: string): void;
  /** What an agent does with a tool of its own: the name of the tool, and what a person wants to know of the use. */
  tool(name: string, subject: string): void;
  /** What went wrong, and may yet be mended by who it went wrong for. */
  error(text: string): void;
  /** What the attempt has used so far: the last one counts. */
  usage(used: Usage): void;
  /** A file worth looking at, below the attempt's folder or the worktree. */
  file(path: string): void;
}

export type LogSizes = { readonly stdout: number; readonly stderr: number };

/** The files of attempts. */
export interface AttemptFiles {
  /** Makes the folder; an attempt that comes again finds it empty. A file is made of what is not null. */
  open(
    attempt: Attempt,
    given: { readonly input: Json; readonly failure: Json },
  ): Promise<Result<AttemptPaths, Failure>>;
  paths(attempt: Attempt): AttemptPaths;
  /** The bytes of `$WS_OUTPUT` as text; empty where nothing was written. Refuses more than 1 MiB. */
  readOutput(attempt: Attempt): Promise<Result<string, Failure>>;
  report(attempt: Attempt): AttemptReport;
  /** Whether a program of the attempt was started and what it gave is not saved: what a death of ws finds it at. */
  isAtWork(attempt: Attempt): boolean;
  /** How many bytes the logs of an attempt hold by now; 0 where there is none. */
  logSizes(attempt: Attempt): LogSizes;
  /** Written and synced before a checkpoint is committed, so that a crash between commit and event loses nothing. */
  saveOutcome(attempt: Attempt, outcome: Omit<Success, 'checkpoint'>): Promise<void>;
  /** `own`: null where not this very process saved it, and as it is. Anybody may have written any other. */
  loadOutcome(attempt: Attempt, whose: 'own' | 'any'): Promise<Omit<Success, 'checkpoint'> | null>;
}

/** Looks at the files of a worktree without following a link out of it. */
export interface WorktreeFiles {
  /** The absolute path of a folder inside the worktree; null where it is none, or leads out. */
  folder(worktree: string, path: string): Promise<string | null>;
  exists(worktree: string, path: string): Promise<boolean>;
  /** The absolute path of a file inside the worktree, links resolved; null where it is none, or leads out. */
  file(worktree: string, path: string): Promise<string | null>;
  /** The text of such a file; null where there is none, or it is larger than so many bytes. */
  text(worktree: string, path: string, mostBytes: number): Promise<string | null>;
}

/** Says what is wrong with a value under a JSON Schema; null where nothing is. */
export type CheckJson = (
  schema: JsonObject,
  value: Json,
) => { readonly pointer: string; readonly message: string } | null;
