/** What driving a run is asked with, and how it ends. */
import type { WsEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { RunStatus } from '../run.ts';
import type { RunState } from '../state/run-state.ts';
import type { AppendError } from '../event-log.ts';

export type DriveOptions = {
  /** Told of events once they are durable, in the order of the log. */
  readonly observe: (run: RunState, events: readonly WsEvent[]) => void;
  /** Aborted when a person wants the run to stop so that it can be resumed. */
  readonly stop: AbortSignal;
  /** Whether it stays where only the time of a step that waits can move the run on; else it lets go of the run. */
  readonly isPatient: boolean;
  /** Who drives, for the log. */
  readonly by: string;
  /** Told at once of what goes on beside the events, such as a setup of the worktree; one line each. */
  readonly notice: (line: string) => void;
};

/**
 * How driving ended. `settled`: the run is done, waiting or paused. `held`: another process drives it. `refused`: its
 * worktree cannot be had. `unprepared`: it lacks what the definition has it be given. `unsaved`: the store took no more events.
 */
export type DriveEnd =
  | { readonly kind: 'settled'; readonly status: RunStatus; readonly isOutOfRoom: boolean }
  | { readonly kind: 'held' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused' | 'unprepared'; readonly failure: Failure }
  | { readonly kind: 'unsaved'; readonly error: AppendError };
