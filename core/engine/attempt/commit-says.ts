/** What the commit of an attempt is to say, once it is known what the attempt gave. */
import type { Success } from '../../attempt.ts';
import type { Failure } from '../../failure.ts';
import { fillString } from '../../planning/expressions/fill.ts';
import { err, ok, type Result } from '../../result.ts';
import type { CommitSays } from '../../workspace.ts';
import type { AttemptRequest } from './attempt-request.ts';
import { contextAfter } from './own-context.ts';

const MOST_CHARACTERS = 65_536;

/** What a value holds is text of the message, whatever it looks like; an empty one says nothing. */
export const commitSays = (
  { filled: { commit } }: Pick<AttemptRequest, 'filled'>,
  { outputs, exitCode }: Pick<Success, 'outputs' | 'exitCode'>,
): Result<CommitSays, Failure> => {
  if (commit === undefined) return ok({});
  const filled = fillString(
    commit.message,
    contextAfter(commit.seen, { status: 'succeeded', outputs, exitCode }, null),
  );
  if (!filled.ok)
    return err({ code: 'bad-output', pointer: '/commit/message', message: `commit.message: ${filled.error.message}` });
  // No commit can hold the one character that is left out.
  const message = filled.value.replaceAll('\0', '').trim().slice(0, MOST_CHARACTERS);
  return ok(message === '' ? {} : { message });
};
