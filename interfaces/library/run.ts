/** One run, as a program handles it. */
import type { Answer } from '../../core/attempt.ts';
import type { WsEvent } from '../../core/event.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Result } from '../../core/result.ts';
import type { RunRow, StepRow } from '../../core/run-tables.ts';
import type { Answered } from '../house/answer-step.ts';
import type { CancelEnd } from '../house/cancel-run.ts';
import type { DriveEnd } from '../house/driving.ts';
import type { PauseEnd } from '../house/pause-run.ts';
import type { Progress } from '../house/progress.ts';
import type { Refusal } from '../house/refusal.ts';
import type { DiagnosticsEnd, MergeEnd } from '../house/upkeep.ts';

export type DriveOptions = {
  /** Aborted, it ends what is at work (TERM, grace, KILL), writes down that the run is paused, and comes back with `stopped`. */
  readonly signal?: AbortSignal;
  /** Stay while only the time of a waiting step is waited for. Default: come back with `waiting`. */
  readonly isPatient?: boolean;
  /** Take a change of the definition's file into the run, where no finished step is concerned. Default: refuse. */
  readonly acceptChanges?: boolean;
  /** Called for each event of this driving after it was committed, in order. Must not throw. */
  readonly onEvent?: (event: WsEvent) => void;
  /** Told of what goes on beside the events, one line each, free of secrets. */
  readonly onNote?: (line: string) => void;
};

/** How one driving ended. `bundle`: the archive of diagnostics that a run left which failed for good; else null. */
export type Driven = { readonly end: DriveEnd; readonly bundle: DiagnosticsEnd | null };

export type ObserveOptions = {
  /** Only events after this `seq`; those before are in `progress` all the same. Default: 0. */
  readonly after?: number;
  /** Ends it. Else it ends with the run. */
  readonly signal?: AbortSignal;
};

/** An event, and how the run stood right after it. `progress` is one living view: what is to be kept of it is to be copied. */
export type Observed = { readonly event: WsEvent; readonly progress: Omit<Progress, 'apply'> };

export type AnswerOptions = {
  readonly step: string;
  /** One of the choices that the step's question gives. */
  readonly answer: Answer;
  /** Outputs of the step, where a person did its work. */
  readonly outputs?: JsonObject;
  /** Who answers, for the log. Default: who git or the system knows. */
  readonly by?: string;
  /** The `seq` of the question that is meant. Default: the one that is asked now. */
  readonly question?: number;
};

export type CancelOptions = {
  /** Whether what succeeded is undone by its `compensate`. Default: false. */
  readonly compensate?: boolean;
  readonly by?: string;
};

export type RetryOptions = {
  /** This step and what depends on it are done again, too. */
  readonly from?: string;
  /** All steps are done again, from this ref. */
  readonly base?: string;
};

export type MergeOptions = {
  /** As one commit. Default: false. */
  readonly squash?: boolean;
  /** Even where the run has not succeeded. Default: false. */
  readonly force?: boolean;
  /** Even where the run is not what was recorded of it. Default: false. */
  readonly acceptDamage?: boolean;
  readonly onNote?: (line: string) => void;
};

/** What can be done with a run. A refusal says why nothing was done, and the next step. */
export interface RunHandle {
  readonly id: string;
  /** Its row, as `ws list` shows it. */
  row(): Promise<Result<RunRow, Refusal>>;
  /** The rows of the steps to which something has happened. */
  steps(): Promise<Result<readonly StepRow[], Refusal>>;
  /** Moves it on, for the first time or again, to where it can go no further. Refused with `held` where another process does. */
  drive(options?: DriveOptions): Promise<Result<Driven, Refusal>>;
  /** Every event once and in order, whichever process it comes from, until the run is over. */
  observe(options?: ObserveOptions): AsyncIterable<Observed>;
  /** Answers a step that waits for a person; counts at once where the run is driven, else when it is driven next. */
  answer(options: AnswerOptions): Promise<Result<Answered, Refusal>>;
  /** Asks its driver to let it stand still once what is at work has ended. */
  pause(by?: string): Promise<Result<PauseEnd, Refusal>>;
  /** Asks for its end for good. `undriven`: whoever drives it next ends it first. */
  cancel(options?: CancelOptions): Promise<Result<CancelEnd, Refusal>>;
  /** Makes a new run of it that keeps what succeeded. Nothing of that is done before it is driven. */
  retry(options?: RetryOptions): Promise<Result<RunHandle, Refusal>>;
  /** Brings its branch into the branch of the checkout. */
  merge(options?: MergeOptions): Promise<Result<MergeEnd, Refusal>>;
}
