/** Finds the change that a run carries out, and the runs of a change. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeOwn } from '../../../adapters/machine/own-folder.ts';
import type { RunId } from '../../../core/id.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import type { House } from '../house.ts';
import { sourceAt } from '../run-site.ts';
import { readOrigin, type Origin } from './origin.ts';

type Place = Pick<House, 'stateDirectory' | 'repository'>;

/** Where the workstreams of changes are kept, each under the hash of its content. */
export const changesFolder = (stateDirectory: string): string => join(stateDirectory, 'changes');

/** Whether a file is a workstream that `ws run --change` made and keeps. */
export const isKept = ({ stateDirectory }: Pick<House, 'stateDirectory'>, file: string): boolean =>
  dirname(file) === changesFolder(stateDirectory);

/** The file with the origin of a workstream that is kept. */
export const originFile = (workstreamFile: string): string => workstreamFile.replace(/\.json$/, '.origin.json');

// A kept workstream has its origin beside it, for all its runs; a file of the user's may change, so each run has its own.
const originFileOf = (house: Place, run: Pick<RunRow, 'id' | 'source'>): string => {
  const source = sourceAt(house.repository, run);
  return source !== null && isKept(house, source)
    ? originFile(source)
    : join(house.stateDirectory, 'runs', run.id, 'origin.json');
};

/** Reads what is written of an origin; null where nothing is. */
export const originIn = (file: string): Origin | null => {
  try {
    return readOrigin(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/** The change that a run carries out, as it was when the run was started; null where nothing is known of one. */
export const originOf = (house: Place, run: Pick<RunRow, 'id' | 'source'>): Origin | null =>
  originIn(originFileOf(house, run));

/** Notes the origin of a run of a workstream that is not kept. What cannot be noted is made up when it is asked for. */
export const noteOrigin = (house: Place, run: Pick<RunRow, 'id' | 'source'>, origin: Origin): void => {
  const file = originFileOf(house, run);
  try {
    writeOwn(house.stateDirectory, file, JSON.stringify(origin));
  } catch {
    // A full disk must not end a run that is recorded already.
  }
};

/** The newest run of a change; null where it has none. Looks at the newest 1,000 runs. */
export const newestRunOf = async (house: Place & Pick<House, 'store'>, change: string): Promise<RunRow | null> => {
  const runs = await house.store.runs({ statuses: null, workstream: null, limit: 1000 });
  return runs.find((run) => originOf(house, run)?.change === change) ?? null;
};

/** The steps of a run that succeeded, with those that it inherited from the run it retries. */
export const succeededSteps = async (house: Pick<House, 'store'>, run: RunId): Promise<ReadonlySet<string>> => {
  return new Set((await house.store.steps(run)).filter(({ status }) => status === 'succeeded').map(({ step }) => step));
};
