/** `ws gc`: removes worktrees and merged branches of runs that are over and done with. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { CollectPolicy } from '../../house/upkeep.ts';
import { collectRuns } from '../../house/collect-runs.ts';
import type { Command } from '../session.ts';
import { collectedLine, collectedSummary } from '../view/collected.ts';
import { withHouse } from '../with-house.ts';

/** Collects by policy and says of each run what was removed, what was kept, and why. */
export const gc: Command<CollectPolicy> = (session, policy) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const collected = await collectRuns(policy, house);
    if (!collected.ok) return complain(screen, collected.error);
    const lines = collected.value.map((one) => ({ one, line: collectedLine(one, policy) }));
    if (session.json) {
      const documents = lines.map(({ one: { run, worktree, branch }, line }) => ({
        run,
        removed: [worktree, branch].some(({ outcome }) => outcome === 'removed'),
        reason: line,
        worktree,
        branch,
      }));
      screen.line(JSON.stringify(documents, null, 2));
      return exitCode.ok;
    }
    for (const { line } of lines) if (line !== null) screen.line(line);
    screen.note(collectedSummary(collected.value, policy.dryRun));
    return exitCode.ok;
  });
