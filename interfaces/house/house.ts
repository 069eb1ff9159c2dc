/** The seam between the commands and the rest: what they need, and interfaces/compose.ts gives them. */
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Breakers } from '../../core/breakers.ts';
import type { Gh } from '../../adapters/github/gh.ts';
import type { Clock } from '../../core/clock.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { Store } from '../../core/store.ts';
import type { AttemptFiles } from '../../core/system.ts';
import type { Tools } from '../../core/tool.ts';
import type { DefinitionChange, DriveEnd, DriveOptions, LoadedDefinition, StartRequest } from './driving.ts';
import type { ProposalStore, SpecRecords } from './records.ts';
import type { Refusal } from './refusal.ts';
import type { AuditFinding, Collected, CollectPolicy, DiagnosticsEnd, MergeEnd } from './upkeep.ts';

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
