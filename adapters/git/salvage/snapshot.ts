/**
 * Remembers a worktree and puts it back, so that what a fix did can be undone.
 *
 * N1: the real index is never staged into; a copy is.
 * N2: ignored files are neither remembered nor touched: those that the remembered `.gitignore` ignores, not a later one.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { StepId } from '../../../core/id.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { Snapshot } from '../../../core/workspace.ts';
import { standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { moveRefs, writeCommit } from '../checkpoint/commit.ts';
import { identityOf } from '../command/configured.ts';
import { broughtIn } from '../worktree/bring-in.ts';
import { objectsOf, readHeads } from '../worktree/heads.ts';
import { fileFailure } from '../repository.ts';
import { readable, splitNul } from '../command/command.ts';
import { keepOwnWork } from '../checkpoint/own-work.ts';
import { copyIndex, uncoverIndex } from '../checkpoint/private-index.ts';
import { secretInCommit } from '../checkpoint/secrets.ts';
import { leaveOut, mayHoldGitlinks, writeTree } from '../checkpoint/stage.ts';
import { stageOrMove } from './salvage.ts';
import { fixMessage } from '../checkpoint/trailers.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { submodulesIn, type Submodule } from './inner.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { bytesAt } from '../command/glance.ts';

/** Runs `work` over a copy of the index in which everything is staged. */
export const withStagedCopy = async <T>(
  desk: Desk,
  work: (env: { readonly GIT_INDEX_FILE: string }) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> => {
  const index = join(desk.gitDir, 'ws-snapshot-index'); // N1
  const env = { GIT_INDEX_FILE: index };
  try {
    await rm(`${index}.lock`, { force: true });
    await uncoverIndex(desk.git, desk.gitDir);
    if ((await readIndex(desk)) === null) await rm(index, { force: true });
    else await copyIndex(join(desk.gitDir, 'index'), index);
    const staged = await stageOrMove(desk, index);
    const without = staged.ok ? await leaveOut(desk.git, broughtIn(desk.gitDir), { env }) : staged;
    return without.ok ? await work(env) : without;
  } catch (error) {
    return err(fileFailure(error, 'cannot remember the worktree'));
  } finally {
    await rm(index, { force: true });
  }
};

const readIndex = async (desk: Desk): Promise<Uint8Array | null> => bytesAt(join(desk.gitDir, 'index'));

/** Remembers what the worktree and the index hold, and where HEAD stands. Three git processes. */
export const takeSnapshot = (desk: Desk): Promise<Result<Snapshot, Failure>> =>
  withStagedCopy(desk, async (env) => {
    const index = await readIndex(desk);
    const tree = await writeTree(desk.git, { env });
    if (!tree.ok) return tree;
    const heads = await readHeads(desk.git, desk.commonDir, desk.names.branchRef);
    if (!heads.ok) return heads;
    const inner = await takeInner(desk, tree.value);
    return inner.ok ? ok({ tree: tree.value, index, heads: heads.value, inner: inner.value }) : inner;
  });

/** A submodule as a worktree that has no branch of a run. */
const deskIn = (desk: Desk, { name, git, gitDir }: Submodule): Desk => {
  const names = { ...desk.names, worktree: pathOf(desk.names.worktree, name), branchRef: 'refs/ws/no-branch' };
  return { ...desk, git, gitDir, commonDir: gitDir, names };
};

const innerOf = async (desk: Desk, tree: string): Promise<Result<readonly Submodule[], Failure>> =>
  (await mayHoldGitlinks(join(desk.gitDir, 'index'))) ? submodulesIn(desk, desk.names.worktree, tree) : ok([]);

const takeInner = async (desk: Desk, tree: string): Promise<Result<ReadonlyMap<string, Snapshot>, Failure>> => {
  const inner = new Map<string, Snapshot>();
  const submodules = await innerOf(desk, tree);
  if (!submodules.ok) return submodules;
  for (const submodule of submodules.value) {
    const taken = await takeSnapshot(deskIn(desk, submodule));
    if (!taken.ok) return taken;
    inner.set(submodule.name, taken.value);
  }
  return ok(inner);
};

/** Those that were not checked out then stay as they are: nothing is known of them. */
const revertInner = async (desk: Desk, { tree, inner }: Snapshot): Promise<Result<void, Failure>> => {
  if (inner.size === 0) return ok(undefined);
  const submodules = await submodulesIn(desk, desk.names.worktree, tree);
  if (!submodules.ok) return submodules;
  for (const submodule of submodules.value) {
    const then = inner.get(submodule.name);
    const reverted = then === undefined ? ok(undefined) : await revertTo(deskIn(desk, submodule), then);
    if (!reverted.ok) return reverted;
  }
  return ok(undefined);
};

/** Puts HEAD, and the branches it and the run stand on, back to where a snapshot found them. */
const revertHeads = async (desk: Desk, { heads: then }: Snapshot): Promise<Result<void, Failure>> => {
  const { git, commonDir, names } = desk;
  const now = await readHeads(git, commonDir, names.branchRef);
  if (!now.ok) return now;
  if (isDeepStrictEqual(now.value, then)) return ok(undefined);
  const reason = 'ws: a fix is taken back';
  const named =
    then.symbolic === null
      ? await git(['update-ref', '--no-deref', '-m', reason, 'HEAD', then.head ?? ''])
      : await git(['symbolic-ref', '-m', reason, 'HEAD', then.symbolic]);
  if (!named.ok) return named;
  const refs = new Map([[names.branchRef, then.branch]]);
  if (then.symbolic !== null) refs.set(then.symbolic, then.head);
  const stood = await objectsOf(git, [...refs.keys()]);
  if (!stood.ok) return stood;
  const moves = [...refs].map(([ref, to], at) => ({ ref, from: stood.value[at] ?? null, to }));
  const astray = moves.filter(({ from, to }) => from !== to);
  return astray.length === 0 ? ok(undefined) : moveRefs(git, reason, astray);
};

/** Puts worktree, index and HEAD back to a snapshot: what came since goes, what changed or went comes back. */
export const revertTo = (desk: Desk, snapshot: Snapshot): Promise<Result<void, Failure>> =>
  withStagedCopy(desk, async (env) => {
    desk.failpoint('git.revert.before');
    const read = await desk.git(['read-tree', '--reset', '-u', snapshot.tree], { env });
    if (!read.ok) return read;
    // N2: with the old `.gitignore` back, there may be more to see than a fix had let be seen.
    const staged = await stageOrMove(desk, env.GIT_INDEX_FILE);
    if (!staged.ok) return staged;
    const again = await desk.git(['read-tree', '--reset', '-u', snapshot.tree], { env });
    if (!again.ok) return again;
    const moved = await revertHeads(desk, snapshot);
    if (!moved.ok) return moved;
    const real = join(desk.gitDir, 'index');
    if (snapshot.index === null) await rm(real, { force: true });
    else writeAnew(real, snapshot.index, 0o666);
    const inner = await revertInner(desk, snapshot);
    if (!inner.ok) return inner;
    desk.failpoint('git.revert.after');
    return ok(undefined);
  });

/** Of a tree what may be the work of an attempt: what other steps left stays out. No git process where there is nothing of theirs. */
const ownTree = async (
  { git, gitDir, authors }: Desk,
  tip: Tip,
  tree: string,
  { step }: Attempt,
): Promise<Result<{ readonly tree: string; readonly sharedWith: readonly StepId[] }, Failure>> => {
  if (authors.isAlone([step])) return ok({ tree, sharedWith: [] });
  const index = join(gitDir, 'ws-snapshot-index');
  const env = { GIT_INDEX_FILE: index };
  try {
    await rm(`${index}.lock`, { force: true });
    const read = await git(['read-tree', tree], { env });
    if (!read.ok) return read;
    const kept = await keepOwnWork(git, { tree: tip.tree, steps: [step], authors }, { env });
    if (!kept.ok) return kept;
    const written = await writeTree(git, { env });
    return written.ok ? ok({ tree: written.value, sharedWith: kept.value }) : written;
  } finally {
    await rm(index, { force: true });
  }
};

/** The paths at which the worktree differs from a snapshot; `HEAD` where only that, or the branch, has moved. */
export const changedSince = async (desk: Desk, then: Snapshot): Promise<Result<readonly string[], Failure>> => {
  const now = await takeSnapshot(desk);
  if (!now.ok) return now;
  if (now.value.tree === then.tree) return ok(isDeepStrictEqual(now.value.heads, then.heads) ? [] : ['HEAD']);
  const listed = await desk.git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', then.tree, now.value.tree], {
    reads: true,
  });
  return listed.ok ? ok(splitNul(listed.value.stdout).map(readable)) : listed;
};

/** Commits a snapshot that differs from the tip, as the work of a fix, and gives the new tip; null where there is nothing. */
export const commitSnapshot = async (
  desk: Desk,
  tip: Tip,
  snapshot: Snapshot,
  fix: { readonly attempt: Attempt; readonly title: string },
): Promise<Result<Tip | null, Failure>> => {
  const { git, names, failpoint } = desk;
  const own = await ownTree(desk, tip, snapshot.tree, fix.attempt);
  if (!own.ok) return own;
  const { tree, sharedWith } = own.value;
  if (tree === tip.tree) return ok(null);
  const heads = await readHeads(git, desk.commonDir, names.branchRef);
  if (!heads.ok) return heads;
  // Where the step itself has moved HEAD or the branch, its checkpoint takes everything in.
  if (!standsAt(heads.value, names, tip.sha)) return ok(null);
  const identity = await identityOf(git);
  if (!identity.ok) return identity;
  const message = fixMessage(names, fix, sharedWith);
  if (desk.secretIn !== null) {
    const content = { tip: tip.sha, tree, parents: [tip.sha], message };
    const clean = await secretInCommit(git, content, desk.secretIn);
    if (!clean.ok) return clean;
  }
  failpoint('git.fix.before');
  const made = await writeCommit(git, { tree, parents: [tip.sha], message, identity: identity.value });
  if (!made.ok) return made;
  const moved = await moveRefs(git, `ws: a fix in ${names.run}`, [
    { ref: names.headRef, from: tip.sha, to: made.value },
    { ref: names.branchRef, from: tip.sha, to: made.value },
  ]);
  failpoint('git.fix.after');
  return moved.ok ? ok({ sha: made.value, tree, index: null }) : moved;
};
