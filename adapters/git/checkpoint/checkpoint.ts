/**
 * Commits what a run's worktree holds.
 *
 * C1: refs move only by compare and swap, the branch and `refs/ws/<run>/head` together.
 * C2: no commit is lost: whatever HEAD or the branch point at becomes a parent, whoever put it there.
 * C3: HEAD is put back on the run's branch after the branch holds what HEAD pointed at, never before.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { codeOf } from '../../../core/thrown.ts';
import type { StepId } from '../../../core/id.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { Failpoint, SecretIn } from '../../../core/system.ts';
import type { NestedRepositories } from '../../../core/workstream.ts';
import { independentOf, moveRefs, writeCommit } from './commit.ts';
import { trouble } from '../command/command.ts';
import { identityOf, type Git } from '../command/configured.ts';
import { fileFailure } from '../repository.ts';
import { objectsOf, readHeads, type Heads } from '../worktree/heads.ts';
import type { RunNames } from '../worktree/names.ts';
import { isLoose, type Pinned } from '../command/pinned.ts';
import type { Authors } from './authors.ts';
import { rememberInner } from './inner-heads.ts';
import { keepOwnWork } from './own-work.ts';
import { giveIndex, indexOf, indexSignature, rebuildIndex, takeIndex } from './private-index.ts';
import { secretInCommit } from './secrets.ts';
import { broughtIn } from '../worktree/bring-in.ts';
import { bareLinks, isNested, leaveOut, mayHoldGitlinks, replaceLinks, stageAll, writeTree } from './stage.ts';
import { repositoryAmongTracked } from './tracked-folders.ts';
import { checkpointMessage, type AuditHead, type Vouched } from './trailers.ts';

/** Everything that work on one run's worktree needs; owned by the workspace, one use at a time. */
export type Desk = {
  readonly git: Git;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly names: RunNames;
  readonly failpoint: Failpoint;
  /** What leads from the worktree to its repository. */
  readonly pinned: Pinned;
  /** Told of what was found in place of something of ours and kept aside, one line each. */
  readonly tell: (line: string) => void;
  /** null where no secret is known. */
  readonly secretIn: SecretIn | null;
  readonly nestedRepositories: NestedRepositories;
  /** What else than checkpoints is on the branch stays there: the worktree goes back without it. */
  readonly leavesBranch: boolean;
  /** Who may have written what lies in the worktree. */
  readonly authors: Authors;
  /** Tells whoever looks on, at once. */
  readonly announce: (line: string) => void;
  /** Where that of a salvage lies which holds a secret. */
  readonly asideOf: (attempt: Attempt) => string;
};

/** The last checkpoint. `index` tells the index that holds exactly its tree; null where none is known to. */
export type Tip = { readonly sha: string; readonly tree: string; readonly index: string | null };

/** Tells whether the worktree stands on the run's branch, and the branch on the last checkpoint. */
export const standsAt = (heads: Heads, names: RunNames, tip: string): boolean =>
  heads.symbolic === names.branchRef && heads.head === tip && heads.branch === tip;

/** Gives what a commit must have as parents so that it loses nothing of what HEAD and the branch point at (C2). */
export const parentsAt = (git: Git, heads: Heads, tip: string): Promise<Result<readonly string[], Failure>> =>
  independentOf(
    git,
    [tip, heads.branch, heads.head].filter((sha) => sha !== null),
  );

/** `added`: what the index was when all was staged, before its tree was written. */
type Staged = {
  readonly tree: string;
  readonly index: string | null;
  readonly added: string | null;
  /** Steps that may have written the same as another one. */
  readonly sharedWith: readonly StepId[];
};

/** Writes the tree of an index, in which no link is new that nobody could fill. */
const writeLinked = async (desk: Desk, tip: Tip, path: string): Promise<Result<string, Failure>> => {
  const { git, nestedRepositories } = desk;
  const env = { GIT_INDEX_FILE: path };
  const written = await writeTree(git, { env });
  if (!written.ok || !(await mayHoldGitlinks(path))) return written;
  const bare = await bareLinks(git, tip.tree, written.value);
  if (!bare.ok || bare.value.length === 0) return bare.ok ? written : bare;
  if (nestedRepositories === 'fail') return isNested(bare.value[0] ?? '');
  const replaced = await replaceLinks(git, bare.value, { env });
  return replaced.ok ? writeTree(git, { env }) : replaced;
};

const stageIn = async (
  desk: Desk,
  tip: Tip,
  path: string,
  steps: readonly StepId[],
): Promise<Result<Staged, Failure>> => {
  const { git, failpoint, authors } = desk;
  const env = { GIT_INDEX_FILE: path };
  failpoint('git.checkpoint.before-stage');
  const inside = desk.nestedRepositories === 'fail' ? await repositoryAmongTracked(git, path, { env }) : ok(null);
  if (!inside.ok) return inside;
  if (inside.value !== null) return isNested(inside.value);
  const staged = await stageAll(git, path, desk.nestedRepositories, { env });
  if (!staged.ok) return staged;
  const without = await leaveOut(git, broughtIn(desk.gitDir), { env });
  if (!without.ok) return without;
  failpoint('git.checkpoint.staged');
  const before = await indexSignature(path);
  const isSame = before !== null && before === tip.index;
  if (isSame) authors.settle();
  const own = isSame ? ok([]) : await keepOwnWork(git, { tree: tip.tree, steps, authors }, { env });
  if (!own.ok) return own;
  const written = isSame ? ok(tip.tree) : await writeLinked(desk, tip, path);
  if (!written.ok) return written;
  // `write-tree` may itself have rewritten the index, to keep what it found out.
  const index = isSame ? before : await indexSignature(path);
  return ok({ tree: written.value, index, added: before, sharedWith: own.value });
};

/**
 * Commits of the worktree what may be the work of `attempts`, with trailers for them, and gives the new tip; the old one where
 * nothing changed. Four git processes where something changed, one or two where nothing did; one more where others were at work, and
 * another where theirs stays out. The index of the worktree is locked for the blink in which
 * what was staged takes its place.
 */
export const commitCheckpoint = async (
  desk: Desk,
  tip: Tip,
  attempts: readonly Vouched[],
  audit: AuditHead | null,
): Promise<Result<Tip, Failure>> => {
  const { git, gitDir } = desk;
  const path = join(gitDir, 'ws-index');
  const steps = attempts.map(({ step }) => step);
  try {
    const taken = await takeIndex(git, gitDir, path, tip.tree);
    if (!taken.ok) return taken;
    let staged = await stageIn(desk, tip, path, steps);
    let from = taken.value?.signature ?? null;
    if (!staged.ok && staged.error.code !== 'disk-full') {
      // An index may be broken further down than its first bytes, or name objects that are not there.
      const isReadable = await git(['ls-files', '-z'], { env: { GIT_INDEX_FILE: path }, reads: true });
      const rebuilt = await rebuildIndex(git, path, tip.tree);
      if (rebuilt.ok) staged = await stageIn(desk, tip, path, steps);
      if (!isReadable.ok) from = null;
    }
    if (!staged.ok) return staged;
    const committed = await commitStaged(desk, tip, { ...staged.value, attempts, audit });
    if (!committed.ok) return committed;
    const { index, added } = staged.value;
    // Also where it comes out as it was: files as young as their index are compared again each time, until it is younger.
    if (index === null || index !== from || added !== from)
      await giveIndex(gitDir, path, from === null ? await indexSignature(indexOf(gitDir)) : from);
    if (desk.nestedRepositories === 'files') {
      const remembered = await rememberInner(desk);
      if (!remembered.ok) return remembered;
    }
    return committed;
  } catch (error) {
    // Only the file system is expected to throw.
    if (codeOf(error) === null) throw error;
    return err(fileFailure(error, 'cannot commit what the worktree holds'));
  } finally {
    rmSync(path, { force: true });
  }
};

const commitStaged = async (
  desk: Desk,
  tip: Tip,
  { index, ...work }: Omit<Content, 'parents'> & Pick<Staged, 'index'>,
): Promise<Result<Tip, Failure>> => {
  const { git, names } = desk;
  const { tree } = work;
  const heads = await readHeads(git, desk.commonDir, names.branchRef);
  if (!heads.ok) return heads;
  const isStraight = standsAt(heads.value, names, tip.sha);
  if (isStraight && tree === tip.tree) return ok({ ...tip, index });
  const parents = isStraight ? ok([tip.sha]) : await parentsAt(git, heads.value, tip.sha);
  if (!parents.ok) return parents;

  let sha = tip.sha;
  if (tree !== tip.tree || parents.value.some((parent) => parent !== tip.sha)) {
    const committed = await commitOn(desk, tip, heads.value, { ...work, parents: parents.value });
    if (!committed.ok) return committed;
    sha = committed.value;
  } else if (heads.value.branch !== tip.sha) {
    const moves = [{ ref: names.branchRef, from: heads.value.branch, to: tip.sha }];
    const moved = await moveRefs(git, `ws: back to the last checkpoint`, moves);
    if (!moved.ok) return moved;
  }
  const named = await nameBranch(desk, heads.value);
  return named.ok ? ok({ sha, tree, index }) : named;
};

type Content = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly attempts: readonly Vouched[];
  readonly audit: AuditHead | null;
  readonly sharedWith: readonly StepId[];
};

const commitOn = async (desk: Desk, tip: Tip, heads: Heads, content: Content): Promise<Result<string, Failure>> => {
  const { git, names, failpoint } = desk;
  const identity = await identityOf(git);
  if (!identity.ok) return identity;
  const isStraight = content.parents.length === 1 && content.parents[0] === tip.sha;
  const message = checkpointMessage(names, { ...content, before: isStraight ? null : tip.sha });
  if (desk.secretIn !== null) {
    const { tree, parents } = content;
    const clean = await secretInCommit(git, { tip: tip.sha, tree, parents, message }, desk.secretIn);
    if (!clean.ok) return clean;
  }
  failpoint('git.checkpoint.before-commit');
  const made = await writeCommit(git, {
    tree: content.tree,
    parents: content.parents,
    message,
    identity: identity.value,
  });
  if (!made.ok) return made;
  failpoint('git.checkpoint.committed');
  if (!isLoose(desk.pinned, made.value) && !(await git(['cat-file', '-e', made.value], { reads: true })).ok)
    return trouble(
      `the commit ${made.value} is not in ${desk.pinned.store}: the objects of the repository are led elsewhere`,
    );
  const moved = await moveRefs(git, `ws: checkpoint of ${names.run}`, [
    // git moves them in this order: a crash in between leaves what only we move in front.
    { ref: names.headRef, from: tip.sha, to: made.value },
    { ref: names.branchRef, from: heads.branch, to: made.value },
  ]);
  failpoint('git.checkpoint.after-commit');
  return moved.ok ? made : moved;
};

/** C3: makes HEAD name the run's branch, where a step made it name something else. */
export const nameBranch = async (desk: Desk, heads: Heads): Promise<Result<void, Failure>> => {
  const { git, names, failpoint } = desk;
  if (heads.symbolic === names.branchRef) return ok(undefined);
  failpoint('git.head.before');
  const named = await git(['symbolic-ref', '-m', 'ws: back to the branch of the run', 'HEAD', names.branchRef]);
  failpoint('git.head.after');
  return named.ok ? ok(undefined) : named;
};

/** Gives the tree of a commit. */
export const treeOf = async (git: Git, sha: string): Promise<Result<string | null, Failure>> => {
  const found = await objectsOf(git, [`${sha}^{tree}`]);
  return found.ok ? ok(found.value[0] ?? null) : found;
};
