/** Moves a branch of the user's from one commit to another, with the files of its checkout where it has one. */
import { ok } from '../../../core/result.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { readable, splitNul } from '../command/command.ts';
import { silencedAt, type Git } from '../command/configured.ts';
import { filesInTheWay, moveFiles } from './merge-files.ts';
import { refusal, type Refused, type StandingCheckout } from './standing-checkout.ts';

/** What a merge makes of a branch: `from` is where it stood. */
export type BranchMove = { readonly into: string; readonly from: string; readonly to: string };

/** Commits, or trees of them. */
type Move = { readonly from: string; readonly to: string };

/** Says which files of a checkout are in the way. */
export const refusalOfUncommitted = (
  files: readonly string[],
  hint = 'Commit or stash them first: git stash --include-untracked',
): ReturnType<typeof refusal> => {
  const message = 'your checkout has changes that are in no commit, in files that the merge would write';
  return refusal('uncommitted-changes', message, hint, files);
};

/** Refused where writing these files would lose what no commit holds; asked before anything is touched. */
export const areFree = async (
  checkout: Extract<StandingCheckout, { kind: 'here' }>,
  move: Move,
  files: readonly string[],
): Refused<void> => {
  const blocked = await filesInTheWay(checkout.git, checkout.path, move, files);
  if (!blocked.ok) return blocked;
  return blocked.value.length === 0 ? ok(undefined) : refusalOfUncommitted(blocked.value);
};

/** A filter of the repository's own is not run by us; files that need one are better written by the user's git, `how` says how. */
export const areUnfiltered = async (git: Git, how: string, files: readonly string[]): Refused<void> => {
  const silenced = await silencedAt(git);
  if (!silenced.ok) return silenced;
  if (silenced.value.length === 0 || files.length === 0) return ok(undefined);
  const input = Buffer.from(files.map((file) => `${file}\0`).join(''), 'latin1');
  const asked = await git(['check-attr', '-z', '--stdin', 'filter'], { input, reads: true });
  if (!asked.ok) return asked;
  const parts = splitNul(asked.value.stdout);
  const filtered = files.filter((_, at) => silenced.value.includes(readable(parts[at * 3 + 2] ?? '')));
  if (filtered.length === 0) return ok(undefined);
  const message = 'these files pass a filter that only this repository configures, which ws does not run';
  return refusal('filtered-files', message, `Do it with your own git: ${how}`, filtered);
};

/** The files first, then the branch by compare and swap; where that fails the files go back. */
export const moveCheckout = async (
  checkout: StandingCheckout,
  { from, to }: Move,
  files: readonly string[],
  reason: string,
): Refused<void> => {
  const { git, into } = checkout;
  if (checkout.kind === 'here') {
    const written = await moveFiles(git, checkout.path, { from, to }, files);
    if (!written.ok) return written;
  }
  const moved = await moveRefs(git, reason, [{ ref: `refs/heads/${into}`, from, to }]);
  if (!moved.ok && checkout.kind === 'here') await git(['read-tree', '-m', '-u', to, from]);
  return moved;
};
