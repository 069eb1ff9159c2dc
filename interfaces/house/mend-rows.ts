/** Makes what is derived from the log of a run follow from it again. The log is the truth: it is chained, and anchored in git. */
import type { RunId } from '../../core/id.ts';
import { damageOfDatabase, damageOfLog, REPAIR } from './damage.ts';
import { findingOfRun, type VerifyParts } from './verify-runs.ts';

/** `damage`: what a person must know before the run is gone on with. `mended`: what was put right. Both null where all is well. */
export type Mended = { readonly damage: string | null; readonly mended: string | null };

/** Linear in the log, which is read once where nothing is wrong with it. */
export const mendRows = async (run: RunId, house: VerifyParts): Promise<Mended> => {
  const broken = await damageOfDatabase(house);
  if (broken !== null) return { damage: broken, mended: null };
  const { problem } = await findingOfRun(run, house);
  if (problem === null) return { damage: null, mended: null };
  const damage = await damageOfLog(run, house);
  if (damage !== null) return { damage, mended: null };
  await house.state.rebuildRows(run);
  const left = await findingOfRun(run, house);
  return left.problem === null
    ? {
        damage: null,
        mended: `what is derived from the log of run ${run} was edited (${problem}); it is rebuilt from the log`,
      }
    : { damage: `what is kept of run ${run} is damaged: ${left.problem}. ${REPAIR}`, mended: null };
};
