import type { AttemptFailure } from './diagnosis.ts';
import type { Result } from './result.ts';
import type { Attempt, Parked, Success } from './attempt.ts';
import type { Run } from './run.ts';

/** The end of an attempt. Delivered at least once. */
export type AttemptOutcome = { readonly attempt: Attempt; readonly result: Result<Success | Parked, AttemptFailure> };

/** Where attempts run: this process, later a queue. */
export interface Dispatcher {
  /** Begins an attempt and returns at once; its end arrives in the inbox. */
  dispatch(run: Run, attempt: Attempt): void;
  /** Of the attempts that the log calls running: how those ended that a checkpoint vouches for; the rest is lost. */
  reconcile(run: Run, inFlight: readonly Attempt[]): Promise<readonly AttemptOutcome[]>;
  /** Aborts one attempt, or all; each still delivers an outcome. */
  abort(step: Attempt['step'] | null, by: 'cancel' | 'stop'): void;
}
