/** The runs of a repository as they are listed, with the damage that a glance finds: no log is read where all is well. */
import { existsSync } from 'node:fs';
import type { RunFilter, RunRow } from '../../core/run-tables.ts';
import { eventArchiveOf } from './archived.ts';
import type { House } from './house.ts';
import { isFinished } from './pick-run.ts';

type Parts = Pick<House, 'store' | 'state' | 'repository' | 'stateDirectory'>;

/** `damage` is why it is not to be taken for whole, as a sentence; null where nothing says so. */
export type ListedRun = { readonly run: RunRow; readonly damage: string | null };

/** A run with the damage that a glance finds. */
export const glanceAt = async (run: RunRow, house: Parts): Promise<ListedRun> => {
  if (run.isArchived) {
    const archive = eventArchiveOf(house, run.id);
    return { run, damage: existsSync(archive) ? null : `its archive ${archive} is gone` };
  }
  if (isFinished(run.status) || house.state.lastCopied(run.id) <= run.seq) return { run, damage: null };
  // Either its newest events were cut off, or a driver has written them a moment ago.
  const { problemOfLog } = await import('./verify-runs.ts');
  const damage = await problemOfLog(run.id, house);
  return { run: damage === null ? run : { ...run, status: 'damaged' }, damage };
};

/** Newest first. */
export const listRuns = async (filter: RunFilter, house: Parts): Promise<readonly ListedRun[]> => {
  const { statuses, limit } = filter;
  // What the tables take for whole may be damaged.
  const asksForDamaged = statuses?.includes('damaged') ?? false;
  const rows = await house.store.runs(
    asksForDamaged ? { ...filter, statuses: null, limit: Number.MAX_SAFE_INTEGER } : filter,
  );
  const listed: ListedRun[] = [];
  for (const row of rows) listed.push(await glanceAt(row, house));
  if (statuses === null) return listed;
  const isMeant = ({ run, damage }: ListedRun): boolean =>
    statuses.includes(run.status) || (asksForDamaged && damage !== null);
  return listed.filter(isMeant).slice(0, limit);
};
