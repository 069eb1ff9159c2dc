/** Wishes of other processes for the one that drives a run. */
import type { Answer } from './attempt.ts';
import type { Instant, RunId, StepId } from './id.ts';
import type { JsonObject } from './json.ts';

/** A wish of another process, left in the store for the one that drives the run. */
export type Signal =
  | { readonly kind: 'pause'; readonly by: string }
  | { readonly kind: 'cancel'; readonly by: string; readonly compensate: boolean }
  | {
      readonly kind: 'answer';
      readonly step: StepId;
      readonly answer: Answer;
      readonly by: string;
      readonly outputs: JsonObject;
      /** The `seq` of the `step.parked` that it answers; whoever sends none means what the step asks when it is heard. */
      readonly question?: number;
      /** What the tool is told, of `reply`. */
      readonly says?: string;
      /** Why, in the words of who answers. */
      readonly comment?: string;
    };

/** Ids grow, and none is given twice. */
export type StoredSignal = { readonly id: number; readonly signal: Signal };

export interface Signals {
  /** Gives its id. */
  sendSignal(run: RunId, at: Instant, signal: Signal): Promise<number>;
  /** Those that are not forgotten yet, oldest first. */
  signals(run: RunId): Promise<readonly StoredSignal[]>;
  forgetSignals(ids: readonly number[]): Promise<void>;
  /**
   * Each signal after the one of id `after`, by whichever process it was sent, once and in order, until `ended` aborts.
   * Waiting costs nothing, and does not keep a process alive.
   */
  watchSignals(run: RunId, after: number, ended: AbortSignal): AsyncIterable<StoredSignal>;
}
