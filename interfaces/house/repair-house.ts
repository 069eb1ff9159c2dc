/** Rebuilds what is kept of a repository's runs, where it is damaged. */
import { readAnchors, readCheckpointedRuns } from '../../adapters/git/checkpoint/anchors.ts';
import { findRepository, makeStateDirectory } from '../../adapters/git/repository.ts';
import { ok, type Result } from '../../core/result.ts';
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
  const repaired = await means.repairState({
    stateDirectory: made.value,
    anchorsOf: async (place) => {
      const read = await readAnchors(repository, place);
      return read.ok ? read.value : [];
    },
    witnessed: witnessed.value,
    now: means.clock.now(),
  });
  return repaired.ok
    ? repaired
    : refuse(
        'held',
        `run ${repaired.error} is driven by another process`,
        `Wait for it, or: ws pause ${repaired.error}`,
      );
};
