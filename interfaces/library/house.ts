/** One open repository, as a program handles it. */
import type { Json, JsonObject } from '../../core/json.ts';
import type { Result } from '../../core/result.ts';
import type { Labels, RunStatus } from '../../core/run.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { ToolAdapter } from '../../core/tool.ts';
import type { Refusal } from '../house/refusal.ts';
import type { RunHandle } from './run.ts';

export type OpenOptions = {
  /** A folder in the repository. Default: the current one. */
  readonly directory?: string;
  /** What configuration, secrets and tools see of the environment. Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Tools beside those that ws ships and profiles name; over one of the same name. */
  readonly tools?: readonly ToolAdapter[];
  /** Told of what harms no run, one line each, free of secrets. Default: nobody is. */
  readonly onTrouble?: (line: string) => void;
};

export type StartOptions = {
  /** A workstream file, relative to the directory of the house; or a workstream as JSON. */
  readonly workstream: string | JsonObject;
  /** By name; a value for each input that is required. */
  readonly inputs?: Readonly<Record<string, Json>>;
  /** The ref to begin from. Default: as the definition says, else HEAD. */
  readonly base?: string;
  /** Begin with what is not committed in the checkout. Default: false. */
  readonly withChanges?: boolean;
  /** How many steps may be at work at once. Default: as the definition says. */
  readonly concurrency?: number;
  /** The id that the run is to have. Default: a fresh one. */
  readonly id?: string;
  /** Only these steps and what they need. Default: all. */
  readonly only?: readonly string[];
  readonly labels?: Labels;
  /** Told of warnings about the definition, one line each. */
  readonly onNote?: (line: string) => void;
};

export type RunsFilter = {
  readonly statuses?: readonly RunStatus[];
  readonly workstream?: string;
  readonly labels?: Labels;
  /** Default: 100. */
  readonly limit?: number;
};

/**
 * Disposing of it closes it; `close` does the same: runs that are driven by it are stopped first, and can be gone on with. It writes to no terminal, listens to no signal of the process, and never
 * ends it.
 */
export interface OpenHouse extends AsyncDisposable {
  /** The top of the user's checkout. Absolute. */
  readonly root: string;
  /** Writes a run down; nothing of it is done before it is driven. */
  start(options: StartOptions): Promise<Result<RunHandle, Refusal>>;
  /** The run whose id is, or begins with, `id`. */
  run(id: string): Promise<Result<RunHandle, Refusal>>;
  /** Newest first. */
  runs(filter?: RunsFilter): Promise<Result<readonly RunRow[], Refusal>>;
  close(): Promise<void>;
}
