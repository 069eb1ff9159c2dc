/** Takes secrets out of values on their way into the log. */
import type { AttemptFailure, Diagnosis } from '../../diagnosis.ts';
import type { Failure } from '../../failure.ts';
import { withTextsIn } from '../../json.ts';
import type { Parked, Success, Wait } from '../../attempt.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Mask } from '../../system.ts';
import type { Tidied } from '../../workspace.ts';

/** The same failure, and what was read of it, with secrets taken out of every string. */
const maskAttemptFailure = ({ failure, diagnosis }: AttemptFailure, mask: Mask): AttemptFailure => ({
  failure: maskFailure(failure, mask),
  // Masking keeps the shape: only strings change, and `code` is no secret.
  diagnosis: diagnosis === null ? null : ({ ...withTextsIn(diagnosis, mask), code: diagnosis.code } as Diagnosis),
});

const maskFailure = (failure: Failure, mask: Mask): Failure =>
  // Masking keeps the shape: only strings change, and `code` is no secret.
  ({ ...withTextsIn(failure, mask), code: failure.code }) as Failure;

const maskWait = (wait: Wait, mask: Mask): Wait => {
  const { prompt, wants } = wait;
  const all = wants?.all.map(({ name, subject, rule }) => ({
    ...{ name: mask(name), subject: mask(subject), rule: mask(rule) },
  }));
  return {
    ...{ ...wait, prompt: mask(prompt) },
    ...(wants === undefined || all === undefined ? {} : { wants: { tool: wants.tool, all } }),
  };
};

/** The end of an attempt, as it may be told: whatever is for reading leaves it masked. */
export const maskResult = (
  result: Result<Success | Parked, AttemptFailure>,
  mask: Mask,
): Result<Success | Parked, AttemptFailure> => {
  if (!result.ok) return err(maskAttemptFailure(result.error, mask));
  if ('wait' in result.value) return ok({ wait: maskWait(result.value.wait, mask) });
  // Outputs are for the steps that follow: an attempt whose outputs hold a secret has failed of it.
  const { changed } = result.value;
  return changed === undefined ? result : ok({ ...result.value, changed: changed.map(mask) });
};

/** What a look at the worktree found, as it may be told. */
export const maskTidied = (result: Result<Tidied, Failure>, mask: Mask): Result<Tidied, Failure> =>
  result.ok
    ? ok({ ...result.value, unexplained: result.value.unexplained.map(mask) })
    : err(maskFailure(result.error, mask));
