/** Holds what an attempt wants of pools of the machine from before its tool is called, and gives it back however that ends. */
import type { AttemptFailure } from '../diagnosis.ts';
import type { Failure } from '../failure.ts';
import type { AttemptOrder } from '../order.ts';
import { err, type Result } from '../result.ts';
import type { EngineParts } from './parts.ts';

const stoppedBy = (signal: AbortSignal): Failure => ({
  code: 'interrupted',
  by: signal.reason === 'cancel' ? 'cancel' : 'stop',
  message: 'it was ended while it waited for what others hold',
});

/** Waits for it as long as nobody aborts. */
export const holding = async <T>(
  { attempt: { run, step }, wants = [] }: Pick<AttemptOrder, 'attempt' | 'wants'>,
  { holdings, repository }: Pick<EngineParts, 'holdings' | 'repository'>,
  signal: AbortSignal,
  work: () => Promise<Result<T, AttemptFailure>>,
): Promise<Result<T, AttemptFailure>> => {
  if (wants.length === 0) return work();
  const opened = await holdings();
  const held = opened.ok ? await opened.value.take(wants, { repository, run, step }, signal) : opened;
  if (!held.ok) {
    const message = `what it wants of the machine cannot be held: ${held.error}`;
    return err({ failure: { code: 'workspace', message }, diagnosis: null });
  }
  if (held.value === null) return err({ failure: stoppedBy(signal), diagnosis: null });
  try {
    return await work();
  } finally {
    await held.value.release();
  }
};
