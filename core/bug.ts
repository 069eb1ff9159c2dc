/** What was thrown where nothing may be, as a failure. */
import type { Failure } from './failure.ts';

/** Keeps the stack, for whoever mends it. */
export const bugOf = (error: unknown): Failure => {
  const known = error instanceof Error ? error : new Error(String(error));
  return { code: 'bug', message: known.message, stack: known.stack ?? '' };
};
