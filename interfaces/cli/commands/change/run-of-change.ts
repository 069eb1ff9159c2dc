/** Finds the change that a run was started for, and the runs of a change. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunRow } from '../../../../core/store.ts';
import type { House } from '../../house.ts';
import { readOrigin, type Origin } from '../spec/compile-item.ts';

/** Where the workstreams of changes are kept, each under the hash of its content. */
export const changesFolder = (stateDirectory: string): string => join(stateDirectory, 'changes');

/** The file with the origin of a compiled workstream. */
export const originFile = (workstreamFile: string): string => workstreamFile.replace(/\.json$/, '.origin.json');

/** What a run was compiled from; null where it was not started by `ws run --change`. */
export function originOf(house: Pick<House, 'stateDirectory'>, run: Pick<RunRow, 'source'>): Origin | null {
  if (run.source === null || dirname(run.source) !== changesFolder(house.stateDirectory)) return null;
  try {
    return readOrigin(readFileSync(originFile(run.source), 'utf8'));
  } catch {
    return null;
  }
}

/** The newest run of a change; null where it has none. Looks at the newest 1,000 runs. */
export async function newestRunOf(house: House, change: string): Promise<RunRow | null> {
  const runs = await house.store.runs({ statuses: null, workstream: null, limit: 1000 });
  return runs.find((run) => originOf(house, run)?.change === change) ?? null;
}
