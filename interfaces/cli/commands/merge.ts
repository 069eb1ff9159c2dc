/** `ws merge`: brings a run's branch into the branch of the user's checkout. */
import { followChange } from '../../house/change/carried-change.ts';
import { complain, invalid } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';
import { counted } from '../../../core/counted.ts';
import { withRun } from '../with-house.ts';

export type MergeArgs = { readonly run: string | null; readonly squash: boolean; readonly force: boolean };

/** Merges a run that succeeded, or with `force` any run that nobody drives. */
export const merge: Command<MergeArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen } = session;
    if (run.status !== 'succeeded' && !args.force) {
      const hint = `Merge it all the same: ws merge ${run.id} --force`;
      return complain(screen, {
        ...invalid(`run ${run.id} has not succeeded: it is ${run.status}`, hint),
        kind: 'findings',
      });
    }
    if (await house.isDriven(run.id)) {
      const message = `run ${run.id} is still being driven`;
      return complain(screen, { kind: 'held', message, hint: `Wait for it, or: ws pause ${run.id}`, diagnostics: [] });
    }
    const merged = await house.merge(run.id, { squash: args.squash });
    if (!merged.ok) return complain(screen, merged.error);
    await followChange(session, house, run.id, { workstream: null, moment: 'merged' });
    const { commit, into, files } = merged.value;
    if (session.json) screen.line(JSON.stringify({ run: run.id, commit, into, files }));
    else
      screen.line(
        `merged ${run.branch ?? run.id} into ${into}: ${counted(files, 'file')}, commit ${commit.slice(0, 10)}`,
      );
    return exitCode.ok;
  });
