import type { AttemptFailure } from './diagnosis.ts';
import type { StepId } from './id.ts';
import type { AttemptOrder, TidyOrder } from './order.ts';
import type { Result } from './result.ts';
import type { Attempt, Parked, Success } from './attempt.ts';

/** The end of an attempt. Delivered at least once. */
export type AttemptOutcome = { readonly attempt: Attempt; readonly result: Result<Success | Parked, AttemptFailure> };

/** Where attempts are made: this process, or another place. */
export interface Dispatcher {
  /** Begins an attempt and returns at once; its end arrives in the inbox. */
  dispatch(order: AttemptOrder): void;
  /** Has the worktree looked at and cleared up, and returns at once; what came of it arrives in the inbox. */
  tidy(order: TidyOrder): void;
  /** Aborts one attempt, or all; each still delivers an outcome. */
  abort(step: StepId | null, by: 'cancel' | 'stop'): void;
  /** Resolves when no attempt is under way any more. */
  idle(): Promise<void>;
}
