/** Verifies runs: their logs against the checkpoints in git, and all that is derived from them against their logs. */
import { readAnchors, readCheckpointedRuns } from '../../adapters/git/checkpoint/anchors.ts';
import { sha256 } from '../../adapters/machine/digest.ts';
import type { RunId } from '../../core/id.ts';
import type { Anchor } from '../../core/state/audit.ts';
import type { StoredRow } from '../../core/state/stored-rows.ts';
import {
  logProblem,
  verifyRun,
  verifyState,
  type RunFinding,
  type StateFindings,
  type Witnesses,
} from '../../core/state/verify-state.ts';
import type { House } from './house.ts';

export type VerifyParts = Pick<House, 'state' | 'repository'>;

const anchorsOf = async (row: StoredRow, house: Pick<House, 'repository'>): Promise<readonly Anchor[]> => {
  const { base, branch } = row;
  if (typeof base !== 'string' || typeof branch !== 'string') return [];
  const read = await readAnchors(house.repository, { base, branch });
  // A branch that was merged and collected takes its anchors along; the chain itself is still checked.
  return read.ok ? read.value : [];
};

const witnessesOf = (house: Pick<House, 'repository'>): Witnesses => ({
  digest: sha256,
  anchorsOf: (row) => anchorsOf(row, house),
});

/** What is found of one run. A state that cannot even be opened is found wrong. */
export const findingOfRun = async (run: RunId, house: VerifyParts): Promise<RunFinding> => {
  const opened = await house.state.openAudit();
  if (!opened.ok) return { run, events: 0, problem: opened.error };
  using audit = opened.value;
  return await verifyRun(run, audit, witnessesOf(house));
};

/** Why the log of a run cannot be gone by, as a sentence; null where it can. */
export const problemOfLog = async (run: RunId, house: VerifyParts): Promise<string | null> => {
  const opened = await house.state.openAudit();
  if (!opened.ok) return opened.error;
  using audit = opened.value;
  return await logProblem(run, audit, witnessesOf(house));
};

/** What is found of the named run, or of the whole state: then also runs that are gone. */
export const verifyRuns = async (run: RunId | null, house: VerifyParts): Promise<StateFindings> => {
  if (run !== null) return { runs: [await findingOfRun(run, house)], problems: [] };
  const opened = await house.state.openAudit();
  if (!opened.ok) return { runs: [], problems: [opened.error] };
  using audit = opened.value;
  const witnessed = await readCheckpointedRuns(house.repository);
  return await verifyState(audit, witnessesOf(house), witnessed.ok ? witnessed.value : []);
};
