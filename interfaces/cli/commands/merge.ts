/** `ws merge`: brings a run's branch into the branch of the user's checkout. */
import { complain } from '../complaint.ts';
import { mergeRun } from '../../house/merge-run.ts';
import { undoMerge } from '../../house/undo-merge.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { House } from '../../house/house.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import type { Command } from '../session.ts';
import { counted } from '../../../core/counted.ts';
import { withRun } from '../with-house.ts';

export type MergeArgs = {
  readonly run: string | null;
  /** Only this lane of it; null: all. */
  readonly lane: string | null;
  readonly squash: boolean;
  readonly force: boolean;
  readonly acceptDamage: boolean;
};

/** Merges a run that succeeded, or with `force` any run that nobody drives. */
export const merge: Command<MergeArgs> = (session, args) => {
  const act = async (house: House, run: RunRow): Promise<ExitCode> => {
    const { screen } = session;
    const { lane, squash, force, acceptDamage: acceptsDamage } = args;
    const { directory } = session;
    const onNote = (text: string): void => screen.note(text);
    const merged = await mergeRun({ run, directory, lane, squash, force, acceptsDamage, onNote }, house);
    if (!merged.ok) return complain(screen, merged.error);
    const { kind, commit, into, files } = merged.value;
    const branch = lane ?? run.branch ?? run.id;
    if (session.json) screen.line(JSON.stringify({ run: run.id, kind, commit, into, files }));
    else if (kind === 'nothing-to-do')
      screen.line(`nothing to merge: ${branch} has no change that ${into} does not have; no commit was made`);
    else screen.line(`merged ${branch} into ${into}: ${counted(files, 'file')}, commit ${commit.slice(0, 10)}`);
    return exitCode.ok;
  };
  return withRun(session, args.run, act, { reach: 'own' });
};

/** Takes the merge of a run back. */
export const undo: Command<Pick<MergeArgs, 'run'>> = (session, args) => {
  const act = async (house: House, run: RunRow): Promise<ExitCode> => {
    const { screen, directory } = session;
    const undone = await undoMerge({ run, directory, onNote: (text) => screen.note(text) }, house);
    if (!undone.ok) return complain(screen, undone.error);
    const { commit, into, files } = undone.value;
    if (session.json) screen.line(JSON.stringify({ run: run.id, commit, into, files }));
    else
      screen.line(
        `took the merge of ${run.branch ?? run.id} back: ${into} stands at ${commit.slice(0, 10)} again, ${counted(files, 'file')}`,
      );
    return exitCode.ok;
  };
  return withRun(session, args.run, act, { reach: 'own' });
};
