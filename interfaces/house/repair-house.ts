/** Rebuilds what is kept of a repository's runs, where it is damaged. */
import { readAnchors, readCheckpointedRuns } from '../../adapters/git/checkpoint/anchors.ts';
import { putAwayRuns } from '../../adapters/git/gc/put-away.ts';
import { findRepository, makeStateDirectory } from '../../adapters/git/repository.ts';
import { runId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import { isDiskFull, messageOf } from '../../core/thrown.ts';
import type { Repaired } from '../../core/state/repaired.ts';
import { damageBehind } from './damage.ts';
import { lostRuns } from './lost-runs.ts';
import { openHouse, type Means } from './open-house.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

const isIntact = async (directory: string, means: Means): Promise<boolean> => {
  const opened = await openHouse(directory, means);
  if (!opened.ok) return false;
  await using house = opened.value;
  if ((await lostRuns(house)).length > 0) return false;
  return (await damageBehind(house).catch(() => 'damaged')) === null;
};

/** That a run was thrown away stands in the ledger alone, and in its refs: where the first is lost, the second tell. From now on it can be brought back for as long as ever. */
const markDiscarded = async (directory: string, means: Means): Promise<void> => {
  const opened = await openHouse(directory, means);
  if (!opened.ok) return;
  await using house = opened.value;
  const away = await putAwayRuns(house.repository);
  for (const run of away.ok ? away.value : []) {
    const row = await house.store.run(runId(run));
    if (row !== null && row.discardedAt === null) await house.store.mark(row.id, 'discarded', house.clock.now());
  }
};

/** A state that is intact is left alone: then no run is told of. */
export const repairHouse = async (directory: string, means: Means): Promise<Result<Repaired, Refusal>> => {
  const found = await findRepository(directory);
  if (!found.ok) return refuse('environment', found.error.message, found.error.hint);
  const repository = found.value;
  const made = await makeStateDirectory(repository);
  if (!made.ok) return refuse('environment', made.error.message, 'See: ws doctor');
  if (await isIntact(directory, means)) return ok({ kept: null, runs: [] });
  const witnessed = await readCheckpointedRuns(repository);
  if (!witnessed.ok) return refuse('environment', witnessed.error.message, 'See: ws doctor');
  const place = { stateDirectory: made.value, witnessed: witnessed.value, now: means.clock.now() };
  const anchorsOf: Parameters<Means['repairState']>[0]['anchorsOf'] = async (where) => {
    const read = await readAnchors(repository, where);
    return read.ok ? read.value : [];
  };
  let repaired: Awaited<ReturnType<Means['repairState']>>;
  try {
    repaired = await means.repairState({ ...place, anchorsOf });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return refuse('environment', `there is no room on the disk (${messageOf(error)})`, 'Make room, then: ws repair');
  }
  if (!repaired.ok) {
    const message = `run ${repaired.error} is driven by another process`;
    return refuse('held', message, `Wait for it, or: ws pause ${repaired.error}`);
  }
  await markDiscarded(directory, means);
  return repaired;
};
