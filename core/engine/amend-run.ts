/** Takes a changed definition into a run that is not finished. */
import type { RunId } from '../id.ts';
import { err, ok, type Result } from '../result.ts';
import { isRunDone } from '../state/machine.ts';
import type { AppendError } from '../event-log.ts';
import type { Plan } from '../plan.ts';
import { loadRun } from './load-run.ts';
import type { EngineParts } from './parts.ts';
import { seal } from './seal.ts';

export type AmendRefusal = { readonly code: 'unknown-run' | 'finished' | 'held' } | AppendError;

/** Appends `run.amended`; whether the change may be taken in is the caller's to check (planning/changes.ts). */
export const amendRun = async (
  id: RunId,
  plan: Plan,
  parts: Pick<EngineParts, 'store' | 'clock' | 'digest' | 'describe' | 'locks'>,
): Promise<Result<void, AmendRefusal>> => {
  const lock = await parts.locks.acquire(id);
  if (lock === null) return err({ code: 'held' });
  try {
    const run = await loadRun(id, parts);
    if (run === null) return err({ code: 'unknown-run' });
    if (isRunDone(run.status)) return err({ code: 'finished' });
    if (run.plan.hash === plan.hash) return ok(undefined);
    const { workstream, hash: planHash } = plan;
    return await parts.store.append(id, [seal(run, { type: 'run.amended', workstream, planHash }, parts.clock.now())]);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};
