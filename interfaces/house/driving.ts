/** How runs are begun, driven and gone on with, in the words that every face shares. */
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { WsEvent } from '../../core/event.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { Labels, RunStatus } from '../../core/run.ts';
import type { Plan } from '../../core/plan.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { TapeRequest } from './cassette/tape-request.ts';
import type { DiagnosticsEnd } from './upkeep.ts';

/** What a definition file says; `plan` is null when a diagnostic is an error. */
export type LoadedDefinition = { readonly plan: Plan | null; readonly diagnostics: readonly Diagnostic[] };

export type StartRequest = {
  readonly plan: Plan;
  /** Complete: defaults are filled in. */
  readonly inputs: JsonObject;
  /** Absolute path of the definition; null where it came from no file. */
  readonly source: string | null;
  /** Where somebody stands: the project of a change that the workstream names is looked for around it. */
  readonly directory: string;
  /** Over the definition's own `base` and `concurrency`; null: as the definition says. */
  readonly base: string | null;
  /** The run from whose branch it goes on, over what the definition says; left out where it says nothing else. */
  readonly continues?: string | null;
  /** The run begins with a commit of the checkout as it is, which is then its base. */
  readonly withChanges: boolean;
  readonly concurrency: number | null;
  /** The name that the run is to have; null for a fresh one. */
  readonly id: RunId | null;
  /** The steps that were asked for, where not all were; `plan` holds no others, but what they need. */
  readonly only: readonly StepId[];
  readonly labels: Labels;
  /** null: its calls are made, and nothing else becomes of them. */
  readonly tape: TapeRequest | null;
};

/** How one driving of a run ended. `held`: another process drives it; `unprepared`: its worktree lacks what the definition has it be given; `broken`: the state cannot be trusted or written. */
export type DriveEnd =
  | { readonly kind: 'finished'; readonly status: Extract<RunStatus, 'succeeded' | 'failed' | 'cancelled'> }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'paused'; readonly reason: 'request' | 'disk-full' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'held' }
  | { readonly kind: 'unprepared' | 'broken'; readonly message: string };

/** What came of one driving. `bundle`: what a run that failed for good left to understand it by. */
export type Driven = { readonly end: DriveEnd; readonly bundle: DiagnosticsEnd | null };

export type DriveOptions = {
  /** The definition in force. */
  readonly workstream: Workstream;
  /** Where somebody stands: the project of the change that the run carries out is looked for around it. */
  readonly directory: string;
  /** Called for each event of this driving after it was committed, in order; must not throw. */
  readonly onEvent: (event: WsEvent) => void;
  /** Told of what went wrong beside the run and does not harm it, such as a hook that failed; one line each. */
  readonly onTrouble: (message: string) => void;
  /** Told at once of what goes on and is no event, such as a setup of the worktree; one line each. */
  readonly onNotice: (message: string) => void;
  /** Told of what is not done for the change of the run; one line each. */
  readonly onNote: (message: string) => void;
  /** Whether it stays with a run in which only the time of a parked step is waited for; else it comes back with `waiting`. */
  readonly isPatient: boolean;
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
