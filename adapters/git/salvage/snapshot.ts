/**
 * Remembers a worktree and puts it back, so that what a fix did can be undone.
 *
 * N1: the real index is never staged into; a copy is.
 * N2: ignored files are neither remembered nor touched: those that the remembered `.gitignore` ignores, not a later one.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { Snapshot } from '../../../core/workspace.ts';
import { standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { moveRefs, writeCommit } from '../checkpoint/commit.ts';
import { identityOf } from '../command/configured.ts';
import { objectsOf, readHeads } from '../worktree/heads.ts';
import { fileFailure } from '../repository.ts';
import { copyIndex, uncoverIndex } from '../checkpoint/private-index.ts';
import { secretInCommit } from '../checkpoint/secrets.ts';
import { stageAll, writeTree } from '../checkpoint/stage.ts';
import { fixMessage } from '../checkpoint/trailers.ts';

/** Runs `work` over a copy of the index in which everything is staged. */
const withStagedCopy = async <T>(
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
    const staged = await stageAll(desk.git, index, 'files', { env });
    return staged.ok ? await work(env) : staged;
  } catch (error) {
    return err(fileFailure(error, 'cannot remember the worktree'));
  } finally {
    await rm(index, { force: true });
  }
};

const readIndex = (desk: Desk): Promise<Uint8Array | null> => readFile(join(desk.gitDir, 'index')).catch(() => null);

/** Remembers what the worktree and the index hold, and where HEAD stands. Three git processes. */
export const takeSnapshot = (desk: Desk): Promise<Result<Snapshot, Failure>> =>
  withStagedCopy(desk, async (env) => {
    const index = await readIndex(desk);
    const tree = await writeTree(desk.git, { env });
    if (!tree.ok) return tree;
    const heads = await readHeads(desk.git, desk.commonDir, desk.names.branchRef);
    return heads.ok ? ok({ tree: tree.value, index, heads: heads.value }) : heads;
  });

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
    const staged = await stageAll(desk.git, env.GIT_INDEX_FILE, 'files', { env });
    if (!staged.ok) return staged;
    const again = await desk.git(['read-tree', '--reset', '-u', snapshot.tree], { env });
    if (!again.ok) return again;
    const moved = await revertHeads(desk, snapshot);
    if (!moved.ok) return moved;
    const real = join(desk.gitDir, 'index');
    if (snapshot.index === null) await rm(real, { force: true });
    else await writeFile(real, snapshot.index);
    desk.failpoint('git.revert.after');
    return ok(undefined);
  });

/** Commits a snapshot that differs from the tip, as the work of a fix, and gives the new tip; null where there is nothing. */
export const commitSnapshot = async (
  desk: Desk,
  tip: Tip,
  snapshot: Snapshot,
  fix: { readonly attempt: Attempt; readonly title: string },
): Promise<Result<Tip | null, Failure>> => {
  if (snapshot.tree === tip.tree) return ok(null);
  const { git, names, failpoint } = desk;
  const heads = await readHeads(git, desk.commonDir, names.branchRef);
  if (!heads.ok) return heads;
  // Where the step itself has moved HEAD or the branch, its checkpoint takes everything in.
  if (!standsAt(heads.value, names, tip.sha)) return ok(null);
  const identity = await identityOf(git);
  if (!identity.ok) return identity;
  const message = fixMessage(names.run, fix.attempt, fix.title);
  if (desk.secretIn !== null) {
    const content = { tip: tip.sha, tree: snapshot.tree, parents: [tip.sha], message };
    const clean = await secretInCommit(git, content, desk.secretIn);
    if (!clean.ok) return clean;
  }
  failpoint('git.fix.before');
  const made = await writeCommit(git, { tree: snapshot.tree, parents: [tip.sha], message, identity: identity.value });
  if (!made.ok) return made;
  const moved = await moveRefs(git, `ws: a fix in ${names.run}`, [
    { ref: names.headRef, from: tip.sha, to: made.value },
    { ref: names.branchRef, from: tip.sha, to: made.value },
  ]);
  failpoint('git.fix.after');
  return moved.ok ? ok({ sha: made.value, tree: snapshot.tree, index: null }) : moved;
};
