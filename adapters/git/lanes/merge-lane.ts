/**
 * Merges a commit into the branch of a worktree: the tree is made beside, then the branch moves once, then the files.
 *
 * M1: nothing is touched before it is known what comes of it; a merge is always a commit with two parents and trailers.
 * M2: what lies in the worktree uncommitted stays as it is; where a merge would write over it, it is refused.
 * M3: a crash after the branch has moved leaves files of the commit before: the worktree is put to its branch when it is opened.
 */
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { MadeMerge, PlannedMerge } from '../../../core/workspace.ts';
import type { Desk, Tip } from '../checkpoint/checkpoint.ts';
import { moveRefs, writeCommit } from '../checkpoint/commit.ts';
import { isAncestor } from '../checkpoint/restore-branch.ts';
import { secretInCommit } from '../checkpoint/secrets.ts';
import { checkpointMessage, type AuditHead } from '../checkpoint/trailers.ts';
import { candidateRef } from '../worktree/names.ts';
import { readable, splitNul, trouble } from '../command/command.ts';
import { identityOf, type Git } from '../command/configured.ts';
import { follow, followTree, makeWay, planFollowing } from './follow-submodules.ts';

const changedBetween = async (git: Git, from: string, to: string): Promise<Result<ReadonlySet<string>, Failure>> => {
  const compared = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], { reads: true });
  return compared.ok ? ok(new Set(splitNul(compared.value.stdout))) : compared;
};

/** The paths that both sides changed since they parted. */
const overlapsOf = async (git: Git, ours: string, theirs: string): Promise<Result<readonly string[], Failure>> => {
  const parted = await git(['merge-base', ours, theirs], { reads: true, answers: [1] });
  if (!parted.ok) return parted;
  const base = parted.value.stdout.toString('utf8').trim();
  if (base === '' || base === ours) return ok([]);
  const [one, other] = [await changedBetween(git, base, ours), await changedBetween(git, base, theirs)];
  if (!one.ok) return one;
  return other.ok ? ok([...one.value].filter((path) => other.value.has(path)).map(readable)) : other;
};

/** Writes objects only. */
export const planLaneMerge = async (
  { git }: Desk,
  onto: string,
  commit: string,
): Promise<Result<PlannedMerge, Failure>> => {
  const isHeld = await isAncestor(git, commit, onto);
  if (!isHeld.ok) return isHeld;
  if (isHeld.value === null) return trouble(`the commit ${commit} is gone: run \`git fsck\``);
  if (isHeld.value) return ok({ kind: 'nothing' });
  const overlaps = await overlapsOf(git, onto, commit);
  if (!overlaps.ok) return overlaps;
  const asked = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', onto, commit];
  const tried = await git(asked, { answers: [1] });
  if (!tried.ok) return tried;
  const [tree = '', ...conflicts] = splitNul(tried.value.stdout);
  const kind = tried.value.exitCode === 0 ? 'clean' : 'conflict';
  return ok({
    kind,
    ours: onto,
    theirs: commit,
    tree,
    overlaps: overlaps.value,
    conflicts: conflicts.map(readable),
  });
};

export type LaneMerge = { readonly ours: string; readonly theirs: string; readonly tree: string };

type Asked = { readonly attempt: Attempt; readonly merge: LaneMerge; readonly audit: AuditHead | null };

/** M1: the commit, which no branch holds yet. */
export const proposeMerge = async (
  { git, names, failpoint, secretIn }: Desk,
  { attempt, merge, audit }: Asked,
): Promise<Result<string, Failure>> => {
  const identity = await identityOf(git);
  if (!identity.ok) return identity;
  const parents = [merge.ours, merge.theirs];
  const message = checkpointMessage(names, { attempts: [attempt], audit, sharedWith: [], before: merge.ours });
  if (secretIn !== null) {
    const clean = await secretInCommit(git, { tip: merge.ours, tree: merge.tree, parents, message }, secretIn);
    if (!clean.ok) return clean;
  }
  failpoint('git.lane.before-merge');
  const made = await writeCommit(git, { tree: merge.tree, parents, message, identity: identity.value });
  if (made.ok) failpoint('git.lane.committed');
  return made;
};

/** Has a ref hold what is proposed, whatever becomes of it. */
export const holdCandidate = async ({ git, names }: Desk, sha: string): Promise<Result<void, Failure>> => {
  const held = await git(['update-ref', '-m', `ws: candidate for ${names.branch}`, candidateRef(names), sha]);
  return held.ok ? ok(undefined) : held;
};

/** M2: moves the branch from where it stood when the first of the merges was planned. Gives the new tip. */
export const adoptMerge = async (
  desk: Desk,
  tip: Tip,
  { attempt, ours, sha, tree }: MadeMerge & { readonly ours: string },
): Promise<Result<Tip, Failure>> => {
  const { git, names, failpoint } = desk;
  if (tip.sha !== ours) return trouble(`the branch ${names.branch} has moved on since the merge was planned`);
  const refreshed = await git(['update-index', '-q', '--refresh'], { answers: [1] });
  if (!refreshed.ok) return refreshed;
  const carry = ['read-tree', '-m', '-u', ours, tree];
  const tried = await git([...carry.slice(0, 2), '-n', ...carry.slice(2)]); // M2
  if (!tried.ok)
    return err({
      ...tried.error,
      message: `${names.worktree} has changes in files that the merge brings: ${tried.error.message}`,
    });
  const following = await planFollowing(desk, ours, tree);
  if (!following.ok) return following;
  const moved = await moveRefs(git, `ws: merge into ${names.branch}`, [
    { ref: names.headRef, from: tip.sha, to: sha },
    { ref: names.branchRef, from: tip.sha, to: sha },
  ]);
  if (!moved.ok) return moved;
  failpoint('git.lane.moved'); // M3
  const way = await makeWay(desk, following.value, attempt);
  if (!way.ok) return way;
  const carried = await git(carry);
  if (!carried.ok) return carried;
  const followed = await follow(desk, following.value);
  if (!followed.ok) return followed;
  failpoint('git.lane.merged');
  return ok({ sha, tree, index: null });
};

/** Files, index and submodules are those of a tree, whatever they were. */
export const layOutTree = async (desk: Desk, tree: string): Promise<Result<void, Failure>> => {
  const { git } = desk;
  const laid = await git(['read-tree', '--reset', '-u', tree]);
  if (!laid.ok) return laid;
  const cleaned = await git(['clean', '-d', '--force', '--quiet']);
  return cleaned.ok ? followTree(desk, tree) : cleaned;
};

/** Those of the paths at which a tree has lines that git begins and ends a conflict with. */
export const markedIn = async (
  { git }: Desk,
  tree: string,
  paths: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  if (paths.length === 0) return ok([]);
  const asked = ['grep', '-l', '-z', '--full-name', '-e', '^<<<<<<< ', '-e', '^>>>>>>> ', tree, '--', ...paths];
  const found = await git(asked, { reads: true, answers: [1] });
  if (!found.ok) return found;
  return ok(splitNul(found.value.stdout).map((name) => readable(name.slice(tree.length + 1))));
};
