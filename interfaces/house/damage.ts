/** Tells damage of the state from everything else that can go wrong. */
import type { RunId } from '../../core/id.ts';
import { problemOfLog, verifyRuns, type VerifyParts } from './verify-runs.ts';

/** The next step for whoever is told of damage. */
export const REPAIR = 'Rebuild it: ws repair';

/**
 * What a person must know before a run is gone on with; null where the database and the run's log are as they were
 * written. A database that is damaged is closed and put aside. Linear in both.
 */
export const damageOf = async (run: RunId, house: VerifyParts): Promise<string | null> => {
  const checked = await house.state.check();
  if (!checked.ok) {
    const aside = await house.state.keepAside();
    return `the state database is damaged (${checked.error[0] ?? ''}); it is kept as ${aside}, and the branches of the runs are untouched. ${REPAIR}`;
  }
  const problem = await problemOfLog(run, house);
  return problem === null ? null : `the log of run ${run} is damaged: ${problem}. ${REPAIR}`;
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
