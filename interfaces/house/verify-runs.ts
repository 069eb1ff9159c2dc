/** Checks the chain of hashes of runs, against the heads that their checkpoint commits vouch for. */
import { readAnchors } from '../../adapters/git/checkpoint/anchors.ts';
import type { RunId } from '../../core/id.ts';
import { verifyChain, type Anchor } from '../../core/state/audit.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { AuditFinding } from './upkeep.ts';
import { sha256 } from '../../adapters/machine/digest.ts';
import type { House } from './house.ts';

const anchorsOf = async (row: RunRow, house: Pick<House, 'repository'>): Promise<readonly Anchor[]> => {
  const { base, branch } = row;
  if (base === null || branch === null) return [];
  const read = await readAnchors(house.repository, { base, branch });
  // A branch that was merged and collected takes its anchors along; the chain itself is still checked.
  return read.ok ? read.value : [];
};

/** One finding a run, of the named run or of all. */
export const verifyRuns = async (
  run: RunId | null,
  house: Pick<House, 'store' | 'repository'>,
): Promise<readonly AuditFinding[]> => {
  const rows = await house.store.runs({ statuses: null, workstream: null, limit: Number.MAX_SAFE_INTEGER });
  const findings: AuditFinding[] = [];
  for (const row of rows) {
    if (run !== null && row.id !== run) continue;
    const verdict = await verifyChain(house.store.events(row.id, 0), sha256, await anchorsOf(row, house));
    findings.push(
      verdict.ok
        ? { run: row.id, events: verdict.count, problem: null }
        : { run: row.id, events: verdict.firstBad - 1, problem: verdict.message },
    );
  }
  return findings;
};
