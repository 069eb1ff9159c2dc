/** Finds out what a merge would come to, before anything is touched: writes objects only. */
import { ok, type Result } from '../../../core/result.ts';
import type { Failure } from '../../../core/failure.ts';
import { writeCommit } from '../checkpoint/commit.ts';
import { splitNul } from '../command/command.ts';
import { identityOf, type Git } from '../command/configured.ts';
import { objectsOf } from '../worktree/heads.ts';
import { refusal, type Refused } from './standing-checkout.ts';

export type MergePlan = {
  readonly kind: 'nothing-to-do' | 'fast-forward' | 'merge' | 'squash';
  readonly tree: string;
  /** As git names them. */
  readonly files: readonly string[];
};

export type ToMerge = {
  /** The commits of the two branches. */
  readonly ours: string;
  readonly theirs: string;
  /** The name of the branch that is merged. */
  readonly branch: string;
  /** Only what `theirs` changed since this commit is taken over; null: all that it has and `ours` has not. */
  readonly onTopOf: string | null;
  readonly squash: boolean;
  readonly noFastForward: boolean;
};

/** How a person does the same with a git of their own. */
export const byHand = ({ branch, onTopOf }: Pick<ToMerge, 'branch' | 'onTopOf'>): string =>
  onTopOf === null ? `git merge ${branch}` : `git diff --binary ${onTopOf.slice(0, 12)} ${branch} | git apply --3way`;

const NOTHING: MergePlan = { kind: 'nothing-to-do', tree: '', files: [] };

/** Two commits of the same trees that have nothing but `base` in common: so git holds both against that. */
const standInsOn = async (
  git: Git,
  base: string,
  commits: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  const identity = await identityOf(git);
  if (!identity.ok) return identity;
  const standIns: string[] = [];
  for (const commit of commits) {
    const tree = `${commit}^{tree}`;
    const made = await writeCommit(git, { tree, parents: [base], message: 'ws merge\n', identity: identity.value });
    if (!made.ok) return made;
    standIns.push(made.value);
  }
  return ok(standIns);
};

const mergedTree = async (git: Git, { ours, theirs, branch, onTopOf }: ToMerge): Refused<string> => {
  const sides = onTopOf === null ? ok([ours, theirs]) : await standInsOn(git, onTopOf, [ours, theirs]);
  if (!sides.ok) return sides;
  const asked = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ...sides.value];
  const tried = await git(asked, { answers: [1] });
  if (!tried.ok) return tried;
  const [merged = '', ...conflicting] = splitNul(tried.value.stdout);
  if (tried.value.exitCode === 0) return ok(merged);
  const how = byHand({ branch, onTopOf });
  if (onTopOf === null) {
    const message = `${branch} and your branch changed the same lines`;
    return refusal('conflict', message, `To resolve it by hand: ${how}`, conflicting);
  }
  const message = `${branch} changed files in which your branch does not hold what the run began with`;
  const hint = `If they are as you had them then, commit them and merge again. By hand: ${how}`;
  return refusal('conflict', message, hint, conflicting);
};

/** Refused on a conflict. */
export const planMerge = async (git: Git, to: ToMerge): Refused<MergePlan> => {
  const { ours, theirs, onTopOf } = to;
  const bases = await git(['merge-base', ours, theirs], { reads: true, answers: [1] });
  if (!bases.ok) return bases;
  const base = bases.value.stdout.toString('utf8').trim();
  if (base === theirs) return ok(NOTHING);
  // Where the branch holds what was not committed, moving on to it would commit that.
  const canMoveOn = base === ours && onTopOf === null;
  const isOne = to.squash || onTopOf !== null;
  const kind = isOne ? 'squash' : canMoveOn && !to.noFastForward ? 'fast-forward' : 'merge';

  const trees = await objectsOf(git, [`${ours}^{tree}`, `${theirs}^{tree}`]);
  if (!trees.ok) return trees;
  const [before = '', after = ''] = trees.value.map((tree) => tree ?? '');
  const tree = canMoveOn ? ok(after) : await mergedTree(git, to);
  if (!tree.ok) return tree;
  if (tree.value === before) return ok(NOTHING);
  const listed = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', ours, tree.value], { reads: true });
  return listed.ok ? ok({ kind, tree: tree.value, files: splitNul(listed.value.stdout) }) : listed;
};
