/** Puts the branch of a run back to what its log knows of it. */
import { restoreBranch, type RestoredBranch } from '../../adapters/git/checkpoint/restore-branch.ts';
import { loadRun } from '../../core/engine/load-run.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { newestCheckpoint } from '../../core/engine/newest-checkpoint.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { planParts } from './plan-parts.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** Null where the branch holds already all that the log vouches for. Refused while somebody drives the run. */
export const restoreRunBranch = async (
  { id, discardedAt }: Pick<RunRow, 'id' | 'discardedAt'>,
  house: Pick<House, 'store' | 'repository' | 'locks'>,
): Promise<Result<RestoredBranch | null, Refusal>> => {
  const discarded = refusalOfDiscarded({ id, discardedAt });
  if (discarded !== null) return err(discarded);
  const lock = await house.locks.acquire(id);
  if (lock === null) return refuse('held', `run ${id} is driven by another process`, null);
  try {
    const run = await loadRun(id, { store: house.store, ...planParts });
    const recorded = run === null ? null : newestCheckpoint(run);
    if (run === null || recorded === null) return ok(null);
    const restored = await restoreBranch(house.repository, {
      run: id,
      workstream: run.plan.workstream.id,
      base: run.place?.base ?? run.options.base,
      recorded,
    });
    return restored.ok ? restored : refuse('environment', restored.error.message, null);
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};
