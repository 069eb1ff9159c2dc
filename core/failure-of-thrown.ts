/** What was thrown where nothing may be, as a failure. */
import type { Failure } from './failure.ts';
import { isDiskFull, isSystemError, messageOf } from './thrown.ts';

/** What the system refused is told as that, as `disk-full` or `workspace`. All else is a bug, whose stack is kept for whoever mends it. */
export const failureOfThrown = (error: unknown): Failure => {
  if (isDiskFull(error)) return { code: 'disk-full', message: `there is no room on the disk (${messageOf(error)})` };
  if (isSystemError(error))
    return { code: 'workspace', message: `the system refused what the step needs: ${error.message}` };
  const known = error instanceof Error ? error : new Error(String(error));
  return { code: 'bug', message: known.message, stack: known.stack ?? '' };
};
