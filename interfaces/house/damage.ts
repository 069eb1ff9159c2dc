/** Tells damage of the state from everything else that can go wrong. */
import type { RunId } from '../../core/id.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { PUT_BACK } from './archived.ts';
import { findingOfRun, problemOfLog, verifyRuns, type VerifyParts } from './verify-runs.ts';

/** The next step for whoever is told of damage. */
export const REPAIR = 'Rebuild it: ws repair';

/** What a person must know of the database; null where SQLite finds it whole. One that is damaged is closed and put aside. Linear in it. */
export const damageOfDatabase = async (house: VerifyParts): Promise<string | null> => {
  const checked = await house.state.check();
  if (checked.ok) return null;
  const aside = await house.state.keepAside();
  return `the state database is damaged (${checked.error[0] ?? ''}); it is kept as ${aside}, and the branches of the runs are untouched. ${REPAIR}`;
};

/** What a person must know of the log of a run; null where it is as it was written. Linear in it. */
export const damageOfLog = async (run: RunId, house: VerifyParts): Promise<string | null> => {
  const problem = await problemOfLog(run, house);
  return problem === null ? null : `the log of run ${run} is damaged: ${problem}. ${REPAIR}`;
};

/**
 * Why a run is not to be taken for whole, as a sentence; null where it is. One that is driven is not looked at: it is ahead
 * of whoever looks. Linear in its log.
 */
export const damageOfRun = async (
  { id, status, isArchived }: Pick<RunRow, 'id' | 'status' | 'isArchived'>,
  isBeingDriven: boolean,
  house: VerifyParts,
): Promise<string | null> => {
  if (isBeingDriven) return null;
  const problem = await problemOfLog(id, house);
  if (problem !== null) return problem;
  return status === 'damaged' && !isArchived ? 'a part of its log is lost' : null;
};

/** What can be done with a damaged run: one that was repaired is what is recorded of it. */
export const damageHint = async (
  { id: run, isArchived }: Pick<RunRow, 'id' | 'isArchived'>,
  house: VerifyParts,
): Promise<string> => {
  if (isArchived) return PUT_BACK;
  const isRepaired = (await findingOfRun(run, house)).problem === null;
  const merge = `ws merge ${run} --force${isRepaired ? '' : ' --accept-damage'}`;
  const retry = `do the rest again: ws retry ${run}`;
  return `Look at what it committed: ws diff ${run}; take it: ${merge}; ${isRepaired ? retry : `rebuild its log: ws repair, then ${retry}`}`;
};

/** The damage that may be behind something unexpected, as a sentence; null where everything is as it was written. */
export const damageBehind = async (house: VerifyParts): Promise<string | null> => {
  const checked = await house.state.check();
  if (!checked.ok) return `the state database is damaged (${checked.error[0] ?? ''})`;
  const { runs, problems } = await verifyRuns(null, house);
  const broken = runs.find(({ problem }) => problem !== null);
  if (broken !== undefined) return `what is kept of run ${broken.run} is damaged: ${broken.problem ?? ''}`;
  const [problem] = problems;
  return problem === undefined ? null : `the state is damaged: ${problem}`;
};
