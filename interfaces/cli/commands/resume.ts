/** `ws resume`: goes on with a run where it stood. */
import type { RestoredBranch } from '../../../adapters/git/checkpoint/restore-branch.ts';
import { catchUpHooks } from '../../house/catch-up-hooks.ts';
import { refusalOfDiscarded } from '../../house/discarded.ts';
import { mendRows } from '../../house/mend-rows.ts';
import { unfinished, isFinished } from '../../house/pick-run.ts';
import { outcomeWords } from '../../house/refusals.ts';
import { liftQuarantine } from '../../house/lift-quarantine.ts';
import { restoreRunBranch } from '../../house/restore-run-branch.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { goOn } from '../go-on.ts';
import type { Command } from '../session.ts';
import { whoActs } from '../../house/who-acts.ts';
import { withRun } from '../with-house.ts';

export type ResumeArgs = {
  readonly run: string | null;
  readonly acceptChanges: boolean;
  readonly restoreBranch: boolean;
  readonly again: boolean;
  /** Stay until parked steps go on by themselves. */
  readonly wait: boolean;
  /** Let a process of its own drive it, and come back. */
  readonly detach: boolean;
};

const restoredLine = (restored: RestoredBranch | null): string => {
  if (restored === null) return 'the branch holds all finished work already';
  const kept = restored.kept === null ? '' : `; what it held is ${restored.kept}`;
  return `${restored.branch} is put back to ${restored.sha.slice(0, 12)}${kept}`;
};

const liftedLine = (lifted: readonly string[]): string =>
  lifted.length === 0 ? 'no step is quarantined' : `tried again: ${lifted.join(', ')}`;

/** Drives an unfinished run on; a finished one is left alone. */
export const resume: Command<ResumeArgs> = (session, args) =>
  withRun(
    session,
    args.run,
    async (house, run) => {
      const discarded = refusalOfDiscarded(run);
      if (discarded !== null) return complain(session.screen, discarded);
      if (args.restoreBranch) {
        const restored = await restoreRunBranch(run, house);
        if (!restored.ok) return complain(session.screen, restored.error);
        session.screen.note(restoredLine(restored.value));
      }
      if (isFinished(run.status)) {
        const { damage, mended } = await mendRows(run.id, house);
        if (damage !== null) {
          session.screen.complain(`ws: ${damage}`);
          return exitCode.failed;
        }
        if (mended !== null) session.screen.complain(`ws: ${mended}`);
        session.screen.complain(`ws: run ${run.id} ${outcomeWords(run.status)} already; nothing is left to resume`);
        await catchUpHooks(run.id, (message) => session.screen.complain(`ws: ${message}`), house);
        if (run.status === 'succeeded') return exitCode.ok;
        session.screen.complain(`  Do its unfinished steps again in a new run: ws retry ${run.id}`);
        return exitCode.failed;
      }
      const lift = async (): Promise<void> => {
        const by = await whoActs(house.repository.root, session.env);
        session.screen.note(liftedLine(await liftQuarantine({ run: run.id, by }, house)));
      };
      const before = args.again ? lift : async () => undefined;
      return await goOn(session, house, {
        run,
        isAccepted: args.acceptChanges,
        isPatient: args.wait,
        isDetached: args.detach,
        before,
      });
    },
    { preferred: unfinished },
  );
