/** The seam between the commands and the rest: what they need, and interfaces/compose.ts gives them. */
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Breakers } from '../../core/breakers.ts';
import type { Gh } from '../../adapters/github/gh.ts';
import type { Clock } from '../../core/clock.ts';
import type { WsEvent } from '../../core/event.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Result } from '../../core/result.ts';
import type { RunStatus } from '../../core/run.ts';
import type { Store } from '../../core/store.ts';
import type { AttemptFiles } from '../../core/system.ts';
import type { Tools } from '../../core/tool.ts';
import type { Plan } from '../../core/workstream.ts';

/**
 * Why something that was asked for was not done; nothing was changed. `invalid` and `environment` exit with 2,
 * `findings` (a merge conflict, a worktree with unsaved work) with 1, `held` (another driver) with 4.
 */
export type Refusal = {
  readonly kind: 'invalid' | 'environment' | 'findings' | 'held';
  readonly message: string;
  /** The next step, as a sentence; null where there is none. */
  readonly hint: string | null;
  readonly diagnostics: readonly Diagnostic[];
};

/** What a definition file says; `plan` is null when a diagnostic is an error. */
export type LoadedDefinition = { readonly plan: Plan | null; readonly diagnostics: readonly Diagnostic[] };

export type StartRequest = {
  readonly plan: Plan;
  /** Complete: defaults are filled in. */
  readonly inputs: JsonObject;
  /** Absolute path of the definition; null where it came from no file. */
  readonly source: string | null;
  /** Over the definition's own `base` and `concurrency`; null: as the definition says. */
  readonly base: string | null;
  readonly concurrency: number | null;
};

/** How one driving of a run ended. `held`: another process drives it; `broken`: the state cannot be trusted or written. */
export type DriveEnd =
  | { readonly kind: 'finished'; readonly status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'> }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'paused'; readonly reason: 'request' | 'disk-full' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'held' }
  | { readonly kind: 'broken'; readonly message: string };

export type DriveOptions = {
  /** Called for each event of this driving after it was committed, in order; must not throw. */
  readonly onEvent: (event: WsEvent) => void;
  /** Told of what went wrong beside the run and does not harm it, such as a hook that failed; one line each. */
  readonly onTrouble: (message: string) => void;
  /** Ctrl-C once: end the attempts in flight (TERM, grace, KILL), record `run.paused`, come back with `stopped`. */
  readonly stop: AbortSignal;
  /** Ctrl-C twice: kill what still runs at once. */
  readonly kill: AbortSignal;
};

/** The file a run was made of, held against the definition the run keeps. */
export type DefinitionChange =
  | { readonly kind: 'same' }
  /** The run came from no file, or the file is gone. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly kind: 'changed';
      /** Normalised definitions, one key a line, to be shown as a diff. */
      readonly before: string;
      readonly after: string;
      /** Why the change cannot be taken into this run, a sentence for each finished step it touches; empty: it can. */
      readonly objections: readonly string[];
    };

export type MergeEnd = { readonly commit: string; readonly into: string; readonly files: number };

export type CollectPolicy = {
  /** Runs that finished less than this ago are kept. */
  readonly olderThanMs: number;
  /** Of those, the newest so many are kept. */
  readonly keep: number;
  /** Says what would be done and does nothing. */
  readonly dryRun: boolean;
};
/** What became of one run's worktree and branch, and why. */
export type Collected = { readonly run: RunId; readonly removed: boolean; readonly reason: string };

/** `problem` is null where the chain of hashes holds. */
export type AuditFinding = { readonly run: RunId; readonly events: number; readonly problem: string | null };

/** Where change proposals are kept, each as the text of a document. */
export interface ProposalStore {
  /** By the name of the change. `moves` is how often it was moved. */
  proposals(): Promise<readonly { readonly change: string; readonly moves: number; readonly record: string }[]>;
  /** Replaces the proposal that had made `before` moves (null: there is none); false where another writer came first. */
  putProposal(
    proposal: { readonly change: string; readonly moves: number; readonly record: string },
    before: number | null,
  ): Promise<boolean>;
}

/** A commit that touched a file; the path is relative to the folder that was asked about. */
export type TouchedFile = {
  readonly path: string;
  readonly commit: string;
  readonly atMs: number;
  readonly subject: string;
};

/** Where the index of specifications is kept, and what git knows of them. `directory` is the project's, absolute. */
export interface SpecRecords {
  /** Makes the indexed files of a project those given; a file whose hash is as before is not written. */
  keepFiles(
    directory: string,
    files: readonly { readonly path: string; readonly hash: string; readonly kind: string; readonly entry: string }[],
  ): Promise<{ readonly written: number; readonly removed: number }>;
  /** Commits that touched files below `paths`, the newest first; git is asked only where HEAD has moved since. */
  history(directory: string, paths: readonly string[]): Promise<Result<readonly TouchedFile[], Refusal>>;
}

/** An archive that was written. `left`: files that had no room in it. */
export type DiagnosticsEnd = {
  readonly path: string;
  readonly files: readonly string[];
  readonly left: readonly string[];
};

/** One repository with its runs. */
export interface House extends AsyncDisposable {
  /** The user's own checkout; absolute. */
  readonly root: string;
  /** `.ws` of the repository; absolute. */
  readonly stateDirectory: string;
  readonly store: Store;
  readonly proposals: ProposalStore;
  readonly specs: SpecRecords;
  readonly clock: Clock;
  readonly files: Pick<AttemptFiles, 'paths'>;
  /** What people have set, read when it is first asked for; refused where it is not valid. */
  configuration(): Promise<Result<LoadedConfiguration, Refusal>>;
  /** Appends `run.created`; runs nothing. */
  start(request: StartRequest): Promise<Result<RunId, Refusal>>;
  /** Drives a run until it ends or can go no further. Signals waiting in the store are obeyed before anything starts. */
  drive(run: RunId, options: DriveOptions): Promise<DriveEnd>;
  /** Tells hooks what a process that died had not told them of a run; resolves when they have ended. */
  catchUpHooks(run: RunId, onTrouble: (message: string) => void): Promise<void>;
  /** Whether some process drives the run at this moment. */
  isDriven(run: RunId): Promise<boolean>;
  /** Makes a new run that inherits what succeeded, except `from` and what depends on it; runs nothing. */
  retry(run: RunId, from: StepId | null): Promise<Result<RunId, Refusal>>;
  definitionChange(run: RunId): Promise<DefinitionChange>;
  /** Takes the changed file into the run (`run.amended`). */
  amend(run: RunId): Promise<Result<void, Refusal>>;
  /** A unified diff of what a run, or one of its steps, changed. */
  diff(
    run: RunId,
    step: StepId | null,
    options: { readonly colour: boolean; readonly stat: boolean },
  ): Promise<Result<string, Refusal>>;
  /** Merges the run's branch into the branch of the user's checkout; a conflict leaves nothing half done. */
  merge(run: RunId, options: { readonly squash: boolean }): Promise<Result<MergeEnd, Refusal>>;
  collect(policy: CollectPolicy): Promise<Result<readonly Collected[], Refusal>>;
  /** Writes everything that helps to understand a run into one archive, secrets masked; null: into the run's own folder. */
  diagnostics(run: RunId, file: string | null): Promise<Result<DiagnosticsEnd, Refusal>>;
  /** Checks the chain of hashes of one run, or of all. */
  verifyAudit(run: RunId | null): Promise<readonly AuditFinding[]>;
}

/** The circuit breakers of the machine, as a command sees them. */
export interface MachineBreakers extends AsyncDisposable {
  readonly breakers: Breakers;
  readonly clock: Clock;
  /** Why they cannot be kept, as a sentence; null while they can. */
  trouble(): string | null;
}

/** Makes the parts, each only when asked for: none of these calls loads what the others need. */
export interface Composer {
  /** Reads and checks a definition; starts no process and needs no repository. */
  load(file: string): Promise<LoadedDefinition>;
  /** Opens the repository that a directory lies in. */
  openHouse(directory: string): Promise<Result<House, Refusal>>;
  /**
   * Files below `directory` that differ from where the checkout parted from the commit `since`, untracked ones included;
   * paths relative to `directory`.
   */
  changedFiles(directory: string, since: string): Promise<Result<readonly string[], Refusal>>;
  /** The path of a directory from the top of its repository, with a slash at its end; empty at the top and outside. */
  prefix(directory: string): Promise<string>;
  /** Who git takes the person in a directory for, such as `Ada <ada@example.org>`; null where it knows nobody. */
  person(directory: string): Promise<string | null>;
  /** The tools a workstream run in this directory may name. */
  tools(directory: string): Promise<Tools>;
  /** The breakers of this machine; `directory` tells the repository that keeps them where the machine cannot. */
  breakers(directory: string): Promise<MachineBreakers>;
  /** The command line of GitHub, for the repository that a directory lies in. */
  gh(directory: string): Promise<Gh>;
  /** The version of SQLite, or why its binding cannot be loaded. Never throws. */
  sqliteVersion(): Promise<Result<string, string>>;
}
