/** Chooses the runs whose worktrees may go, and lets git remove what it is safe to remove. */
import { collectArtifacts } from '../../adapters/artifacts/collect.ts';
import { collect } from '../../adapters/git/gc/collect.ts';
import { collectStrays } from '../../adapters/git/gc/registrations.ts';
import { collectLanes } from '../../adapters/git/lanes/collect-lanes.ts';
import { instant, runId, type Instant, type RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { UNDO_MS } from './discard-run.ts';
import type { Collected, CollectPolicy } from './upkeep.ts';
import type { Refusal } from './refusal.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { isFinished } from './pick-run.ts';
import { refuse } from './refusals.ts';

/** The newest runs are kept; what a person threw away counts for none of them. */
const candidatesOf = (rows: readonly RunRow[], keep: number): readonly RunRow[] => {
  const finished = rows.filter(({ status, discardedAt }) => isFinished(status) && discardedAt === null);
  const spared = new Set(finished.slice(0, keep).map(({ id }) => id));
  return rows.filter(({ id, status, discardedAt }) => discardedAt !== null || (isFinished(status) && !spared.has(id)));
};

/** Whoever drives one again may ask for what was kept of it. */
const undriven = async (
  candidates: readonly { readonly run: RunId }[],
  house: Pick<House, 'locks'>,
): Promise<readonly string[]> => {
  const free: string[] = [];
  for (const { run } of candidates) if (!(await isDriven(run, house))) free.push(run);
  return free;
};

/** What became of each run that the policy gives up, or would become of it in a dry run; and of what no run is there for. */
export const collectRuns = async (
  policy: CollectPolicy,
  house: Pick<House, 'store' | 'repository' | 'locks' | 'clock' | 'configuration' | 'stateDirectory'>,
): Promise<Result<readonly Collected[], Refusal>> => {
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const { repository, clock } = house;
  const rows = await house.store.runs({ statuses: null, workstream: null, limit: Number.MAX_SAFE_INTEGER });
  const before = (ms: number): Instant => instant(Math.max(0, clock.now() - ms));
  const how = {
    repository,
    lock: () => house.locks.acquireRepository(),
    finishedBefore: before(policy.olderThanMs),
    ignoredBefore: before(policy.ignoredMs ?? configured.value.configuration.gc.ignoredMs),
    dryRun: policy.dryRun,
    isDriven: (run: string) => isDriven(runId(run), house),
  };
  const known = new Map(rows.map(({ id, workstream }) => [String(id), workstream]));
  const strays = await collectStrays({ ...how, known });
  if (!strays.ok) return refuse('environment', strays.error.message, null);
  const request = {
    ...how,
    discardedBefore: before(UNDO_MS),
    candidates: candidatesOf(rows, policy.keep).map(({ id, workstream, finishedAt, discardedAt }) => ({
      ...{ run: id, workstream, finishedAt, discardedAt },
    })),
    forgotten: strays.value.gone,
  };
  const collected = await collect(request);
  if (!collected.ok) return refuse('environment', collected.error.message, null);
  const lanes = await collectLanes(request);
  if (!lanes.ok) return refuse('environment', lanes.error.message, null);
  if (!policy.dryRun) collectArtifacts(house.stateDirectory, await undriven(request.candidates, house));
  return ok([...collected.value, ...lanes.value, ...strays.value.found]);
};
