/** `ws gc`: removes worktrees and merged branches of runs that are over and done with. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { CollectPolicy } from '../../house/upkeep.ts';
import { archiveRuns, type ArchivePolicy } from '../../house/archive-runs.ts';
import { collectRuns } from '../../house/collect-runs.ts';
import type { Command } from '../session.ts';
import { archivedLine, collectedLine, collectedSummary } from '../view/collected.ts';
import { withHouse } from '../with-house.ts';

/** Collects by policy and says of each run what was removed, what was kept, and why. */
export const gc: Command<CollectPolicy & ArchivePolicy> = (session, policy) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const collected = await collectRuns(policy, house);
    if (!collected.ok) return complain(screen, collected.error);
    const archived = await archiveRuns(policy, house);
    if (!archived.ok) return complain(screen, archived.error);
    const lines = collected.value.map((one) => ({ one, line: collectedLine(one, policy) }));
    if (session.json) {
      const documents = lines.map(({ one: { run, worktree, branch }, line }) => ({
        run,
        removed: [worktree, branch].some(({ outcome }) => outcome === 'removed'),
        reason: line,
        worktree,
        branch,
      }));
      screen.line(JSON.stringify([...documents, ...archived.value], null, 2));
      return exitCode.ok;
    }
    for (const { line } of lines) if (line !== null) screen.line(line);
    for (const end of archived.value) screen.line(archivedLine(end, policy.dryRun));
    screen.note(collectedSummary(collected.value, policy.dryRun));
    return exitCode.ok;
  });
