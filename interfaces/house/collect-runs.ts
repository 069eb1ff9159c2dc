/** Chooses the runs whose worktrees may go, and lets git remove what it is safe to remove. */
import { collect, type Collected as GitCollected, type Part } from '../../adapters/git/gc.ts';
import { instant, runId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Collected, CollectPolicy } from './upkeep.ts';
import type { Refusal } from './refusal.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { refuse } from './refusals.ts';

const wordsOf = (what: string, part: Part): string =>
  part.outcome === 'removed'
    ? `${what} removed`
    : `${what} kept: ${part.reason.replaceAll('-', ' ')}${part.detail === '' ? '' : ` (${part.detail})`}`;

const findingOf = ({ run, worktree, branch }: GitCollected): Collected => ({
  run: runId(run),
  removed: worktree.outcome === 'removed' || branch.outcome === 'removed',
  reason: `${wordsOf('worktree', worktree)}; ${wordsOf('branch', branch)}`,
});

/** What became of each finished run that the policy gives up, or would become of it in a dry run. */
export const collectRuns = async (
  policy: CollectPolicy,
  house: Pick<House, 'store' | 'repository' | 'locks' | 'clock'>,
): Promise<Result<readonly Collected[], Refusal>> => {
  const rows = await house.store.runs({
    statuses: ['succeeded', 'failed', 'cancelled'],
    workstream: null,
    limit: Number.MAX_SAFE_INTEGER,
  });
  const collected = await collect({
    repository: house.repository,
    lock: () => house.locks.acquireRepository(),
    candidates: rows.slice(policy.keep).map(({ id, workstream, finishedAt }) => ({ run: id, workstream, finishedAt })),
    finishedBefore: instant(house.clock.now() - policy.olderThanMs),
    ignoredToo: false,
    dryRun: policy.dryRun,
    isDriven: (run) => isDriven(runId(run), house),
  });
  return collected.ok ? ok(collected.value.map(findingOf)) : refuse('environment', collected.error.message, null);
};
