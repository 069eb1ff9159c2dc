/** Checks the chain of hashes of runs, against the heads that their checkpoint commits vouch for. */
import { readAnchors } from '../adapters/git/anchors.ts';
import type { RunId } from '../core/id.ts';
import { verifyChain } from '../core/state/audit.ts';
import type { AuditFinding } from './cli/house.ts';
import { sha256 } from './node/digest.ts';
import type { OpenParts } from './open-house.ts';

/** One finding a run, of the named run or of all. */
export const verifyRuns = async (
  run: RunId | null,
  parts: Pick<OpenParts, 'store' | 'repository'>,
): Promise<readonly AuditFinding[]> => {
  const rows = await parts.store.runs({ statuses: null, workstream: null, limit: Number.MAX_SAFE_INTEGER });
  const findings: AuditFinding[] = [];
  for (const row of rows) {
    if (run !== null && row.id !== run) continue;
    const anchors = row.branch === null ? [] : await readAnchors(parts.repository, row.id);
    const verified = await verifyChain(parts.store.events(row.id, 0), sha256, anchors);
    findings.push({ run: row.id, events: verified.events, problem: verified.problem });
  }
  return findings;
};
