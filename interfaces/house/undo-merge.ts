/** Takes back the merge of a run, while the branch stands where that left it. */
import { undoMerge as undo } from '../../adapters/git/checkout/undo-merge.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { followChange, type Changing } from './change/carried-change.ts';
import type { House } from './house.ts';
import { forgetMerge, mergeOf } from './merge-record.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refusalOfMerge } from './refusals.ts';
import type { MergeUndone } from './upkeep.ts';

export type UndoRequest = {
  readonly run: RunRow;
  /** In the checkout that the work was merged into. */
  readonly directory: string;
  /** Told of what is not done for the change of the run; one line each. */
  readonly onNote: (message: string) => void;
};

const undoLocked = async (
  what: Omit<Parameters<typeof undo>[0], 'repository'>,
  { repository, locks }: Pick<House, 'repository' | 'locks'>,
): ReturnType<typeof undo> => {
  await using _lock = await locks.acquireRepository();
  return await undo({ ...what, repository });
};

/** The run, its branch and its worktree stay as they are: it can be merged again. */
export const undoMerge = async (
  { run, directory, onNote }: UndoRequest,
  house: Changing & Pick<House, 'locks'>,
): Promise<Result<MergeUndone, Refusal>> => {
  const move = mergeOf(run.id, house);
  if (move === null)
    return err(invalid(`no merge of run ${run.id} is known that could be taken back`, `Merge it: ws merge ${run.id}`));
  const undone = await undoLocked({ directory, move }, house);
  if (!undone.ok) return refusalOfMerge(undone.error);
  forgetMerge(run.id, house);
  await followChange({ run: run.id, moment: 'unmerged', workstream: null, directory, note: onNote }, house);
  return ok({ commit: move.from, into: move.into, files: undone.value.length });
};
