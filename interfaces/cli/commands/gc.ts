/** `ws gc`: removes worktrees and merged branches of runs that are over and done with. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { CollectPolicy } from '../../house/upkeep.ts';
import { collectRuns } from '../../house/collect-runs.ts';
import type { Command } from '../session.ts';
import { counted } from '../../../core/counted.ts';
import { withHouse } from '../with-house.ts';

/** Collects by policy and says for each run what was done and why. */
export const gc: Command<CollectPolicy> = (session, policy) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const collected = await collectRuns(policy, house);
    if (!collected.ok) return complain(screen, collected.error);
    if (session.json) {
      screen.line(JSON.stringify(collected.value, null, 2));
      return exitCode.ok;
    }
    for (const { run, removed, reason } of collected.value)
      screen.line(`${removed ? 'removed' : 'kept   '}  ${run}  ${reason}`);
    const count = collected.value.filter((one) => one.removed).length;
    screen.note(`${counted(count, 'run')} ${policy.dryRun ? 'would be removed' : 'removed'}`);
    return exitCode.ok;
  });
