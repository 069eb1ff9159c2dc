/** Takes a merge back: the branch goes to where it stood before, as long as it stands where the merge left it. */
import { ok } from '../../../core/result.ts';
import { readable, splitNul } from '../command/command.ts';
import type { Repository } from '../repository.ts';
import { objectsOf } from '../worktree/heads.ts';
import { areFree, areUnfiltered, moveCheckout, type BranchMove } from './move-checkout.ts';
import { refusal, standingCheckout, type Refused } from './standing-checkout.ts';

export type UndoRequest = {
  readonly repository: Repository;
  /** The folder that the user stands in. */
  readonly directory: string;
  /** What the merge made of the branch. */
  readonly move: BranchMove;
};

/** Gives the files that are as they were. Refused where commits came after the merge, or what no commit holds would be lost. */
export const undoMerge = async ({ repository, directory, move }: UndoRequest): Refused<readonly string[]> => {
  const { into, from, to } = move;
  const found = await standingCheckout({ repository, directory, into });
  if (!found.ok) return found;
  const { git } = found.value;
  const commits = await objectsOf(git, [`refs/heads/${into}`, `${from}^{commit}`]);
  if (!commits.ok) return commits;
  const [now = null, before = null] = commits.value;
  if (now === null)
    return refusal('no-branch', `there is no branch ${into}`, '`git branch --all` shows which there are.');
  if (now !== to || before === null) {
    const message = `${into} no longer stands where the merge left it, at ${to.slice(0, 10)}, but at ${now.slice(0, 10)}`;
    const revert = `git revert --no-edit ${from.slice(0, 10)}..${to.slice(0, 10)}`;
    return refusal(
      'moved-on',
      message,
      `A commit that takes its changes back: ${revert} (of a merge commit: git revert -m 1 <commit>)`,
    );
  }
  const listed = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', to, from], { reads: true });
  if (!listed.ok) return listed;
  const files = splitNul(listed.value.stdout);
  if (found.value.kind === 'here') {
    const free = await areFree(found.value, { from: to, to: from }, files);
    if (!free.ok) return free;
    const unfiltered = await areUnfiltered(git, `git reset --keep ${from.slice(0, 10)}`, files);
    if (!unfiltered.ok) return unfiltered;
  }
  const moved = await moveCheckout(found.value, { from: to, to: from }, files, 'ws merge --undo');
  return moved.ok ? ok(files.map(readable)) : moved;
};
