/**
 * Puts a worktree back to its last checkpoint, after everything that this would lose has been kept.
 *
 * S1: nothing of the worktree, the index or the branch is touched before a ref holds what they hold.
 * S2: ignored files stay. What only the lost attempt's own `.gitignore` ignored is kept as well before it goes.
 * S3: what was brought in stays as it lies, also where the attempt put it into the index: it is in no salvage but for what
 *     the attempt committed itself.
 * S4: what holds a known secret is in no ref: it lies where `set-aside.ts` puts it.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Attempt } from '../../../core/attempt.ts';
import { nameBranch, parentsAt, standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { splitNul } from '../command/command.ts';
import { moveRefs, writeCommit } from '../checkpoint/commit.ts';
import { identityOf } from '../command/configured.ts';
import { broughtIn } from '../worktree/bring-in.ts';
import { objectsOf, readHeads, type Heads } from '../worktree/heads.ts';
import { putInnerBack } from '../checkpoint/inner-heads.ts';
import { stageFilesOf } from '../checkpoint/inner-files.ts';
import { disturbedSubmodules, moveInnerAside, putSubmoduleBack, type Disturbed } from './inner.ts';
import { salvageRef } from '../worktree/names.ts';
import { fileFailure } from '../repository.ts';
import { cleanParents, cleanTree, tellAside, type Salvage } from './set-aside.ts';
import { indexOf, readIndex, rebuildIndex, takeIndex, uncoverIndex } from '../checkpoint/private-index.ts';
import { leaveOut, mayHoldGitlinks, stageAll, writeTree } from '../checkpoint/stage.ts';
import { moveBeside, moveUntakeable, othersIn } from '../checkpoint/untakeable.ts';

/** What git keeps in a worktree's git folder while an operation of several commits is under way. */
const UNFINISHED = ['rebase-merge', 'rebase-apply', 'sequencer'];

/** Tells whether anything but ignored files differs from HEAD. Repositories inside are judged by their commit alone. */
const isDirty = async (desk: Desk): Promise<Result<boolean, Failure>> => {
  const arguments_ = ['status', '--porcelain=v2', '-z', '--untracked-files=normal', '--ignore-submodules=dirty'];
  const asked = await desk.git(arguments_, { reads: true });
  return asked.ok ? ok(asked.value.stdout.length > 0) : asked;
};

/** As `isDirty`, over an index that can be read: one that cannot is made again from the last checkpoint. */
const isDirtyNow = async (desk: Desk, tip: Tip): Promise<Result<boolean, Failure>> => {
  const index = indexOf(desk.gitDir);
  await uncoverIndex(desk.git, desk.gitDir);
  if ((await readIndex(index)) !== null) {
    const dirty = await isDirty(desk);
    if (dirty.ok || dirty.error.code === 'disk-full') return dirty;
    const listed = await desk.git(['ls-files', '-z'], { reads: true });
    if (listed.ok) return dirty;
  }
  const rebuilt = await rebuildIndex(desk.git, index, tip.tree);
  return rebuilt.ok ? isDirty(desk) : rebuilt;
};

/**
 * Puts the worktree back to `tip` and gives the ref under which what was lost is kept; null where nothing was. Where it may be the
 * work of `others` as well, there is a ref for each of them. Two git processes where there is nothing to do.
 */
export const restoreTip = async (
  desk: Desk,
  tip: Tip,
  attempt: Attempt,
  others: readonly Attempt[] = [],
): Promise<Result<{ readonly salvaged: string | null }, Failure>> => {
  const heads = await readHeads(desk.git, desk.commonDir, desk.names.branchRef);
  if (!heads.ok) return heads;
  const dirty = await isDirtyNow(desk, tip);
  if (!dirty.ok) return dirty;
  const disturbed = (await mayHoldGitlinks(indexOf(desk.gitDir))) ? await disturbedSubmodules(desk, tip.tree) : ok([]);
  if (!disturbed.ok) return disturbed;
  const isLoose = desk.leavesBranch && heads.value.symbolic === null && heads.value.head === tip.sha;
  const isStraight = isLoose || standsAt(heads.value, desk.names, tip.sha);
  if (isStraight && !dirty.value && disturbed.value.length === 0) {
    const inner = await putInnerBack(desk, attempt);
    return inner.ok ? ok({ salvaged: null }) : inner;
  }

  const index = join(desk.gitDir, 'ws-salvage-index');
  try {
    const taken = await takeIndex(desk.git, desk.gitDir, index, tip.tree);
    if (!taken.ok) return taken;
    const without = await leaveOut(desk.git, broughtIn(desk.gitDir), { env: { GIT_INDEX_FILE: index } });
    if (!without.ok) return without;
    const disorder = { desk, tip, attempt, others, heads: heads.value, index, disturbed: disturbed.value };
    const isHeld = desk.leavesBranch && !dirty.value && heads.value.head === heads.value.branch;
    const kept = isHeld ? ok({ ref: null, sha: tip.sha, tree: tip.tree }) : await keep(disorder);
    if (!kept.ok) return kept;
    tellAside(desk, attempt);
    const back = await goBack(disorder, kept.value);
    return back.ok ? ok({ salvaged: back.value.ref }) : back;
  } catch (error) {
    return err(fileFailure(error, 'cannot put the worktree back'));
  } finally {
    await rm(index, { force: true });
    await rm(join(desk.gitDir, 'ws-aside-index'), { force: true });
  }
};

type Kept = { readonly ref: string | null; readonly sha: string; readonly tree: string };

/** What is out of order: the heads as they stand, and a copy of the index to work in. */
type Disorder = {
  readonly desk: Desk;
  readonly tip: Tip;
  readonly attempt: Attempt;
  readonly others: readonly Attempt[];
  readonly heads: Heads;
  readonly index: string;
  readonly disturbed: readonly Disturbed[];
};

const salvageOf = (desk: Desk, tip: Tip, attempt: Attempt): Salvage => ({
  git: desk.git,
  secretIn: desk.secretIn,
  tip: tip.sha,
  folder: desk.asideOf(attempt),
  index: join(desk.gitDir, 'ws-aside-index'),
});

/** Stages all that a commit can hold; what none can is moved beside the worktree, and told. */
export const stageOrMove = async (desk: Desk, index: string): Promise<Result<void, Failure>> => {
  const env = { GIT_INDEX_FILE: index };
  const staged = await stageAll(desk.git, index, 'files', { env });
  if (staged.ok || staged.error.code === 'disk-full') return staged;
  const moved = await moveUntakeable(desk.git, desk.names.worktree, { env });
  if (!moved.ok || moved.value.length === 0) return staged;
  moved.value.forEach(desk.announce);
  return stageAll(desk.git, index, 'files', { env });
};

const keep = async ({
  desk,
  tip,
  heads,
  attempt,
  others,
  index,
  disturbed,
}: Disorder): Promise<Result<Kept, Failure>> => {
  const { git } = desk;
  const all = await parentsAt(git, desk.leavesBranch ? { ...heads, branch: null } : heads, tip.sha);
  if (!all.ok) return all;
  const salvage = salvageOf(desk, tip, attempt);
  const parents = await cleanParents(salvage, all.value);
  if (!parents.ok) return parents;
  // What was staged and then changed again is in the index alone. An index with conflicts holds only what commits hold.
  const env = { GIT_INDEX_FILE: index };
  const stagedTree = await git(['write-tree'], { env, answers: [128] });
  if (!stagedTree.ok) return stagedTree;
  const stageWhole = async (): Promise<Result<string, Failure>> => {
    const staged = await stageOrMove(desk, index);
    if (!staged.ok) return staged;
    for (const { name } of disturbed) {
      const taken = await stageFilesOf(git, name, { env });
      if (!taken.ok) return taken;
    }
    return writeTree(git, { env });
  };
  let whole = await stageWhole();
  if (!whole.ok && whole.error.code !== 'disk-full') {
    // It names objects that are not there: staged into another store, or broken further down than its first bytes.
    const rebuilt = await rebuildIndex(git, index, tip.tree);
    if (rebuilt.ok) whole = await stageWhole();
  }
  if (!whole.ok) return whole;
  const tree = await cleanTree(salvage, whole.value);
  if (!tree.ok) return tree;

  const merged = [...parents.value];
  const indexTree = stagedTree.value.stdout.toString('utf8').trim();
  const cleanIndex = indexTree === '' ? ok('') : await cleanTree(salvage, indexTree);
  if (!cleanIndex.ok) return cleanIndex;
  const inIndex = cleanIndex.value;
  if (inIndex !== '' && inIndex !== tip.tree && inIndex !== tree.value) {
    const extra = await commitKept(desk, attempt, { tree: inIndex, parents: [tip.sha] }, 'what was staged by');
    if (!extra.ok) return extra;
    merged.push(extra.value);
  }
  if (tree.value === tip.tree && merged.every((parent) => parent === tip.sha)) {
    return ok({ ref: null, sha: tip.sha, tree: tip.tree });
  }
  const made = await commitKept(desk, attempt, { tree: tree.value, parents: merged }, 'what was left by');
  if (!made.ok) return made;
  for (const other of others) {
    const also = await keepSalvaged(desk, other, made.value);
    if (!also.ok) return also;
  }
  const ref = await keepSalvaged(desk, attempt, made.value);
  return ref.ok ? ok({ ref: ref.value, sha: made.value, tree: tree.value }) : ref;
};

const commitKept = async (
  desk: Desk,
  attempt: Attempt,
  { tree, parents }: { readonly tree: string; readonly parents: readonly string[] },
  what: string,
): Promise<Result<string, Failure>> => {
  const identity = await identityOf(desk.git);
  if (!identity.ok) return identity;
  const aside = existsSync(desk.asideOf(attempt))
    ? 'What holds a secret is not in it: it lies below `aside` in the folder of the run.\n\n'
    : '';
  const message = `ws: ${what} attempt ${attempt.attempt} of ${attempt.step}\n\n${aside}Ws-Salvage: ${desk.names.run}\n`;
  return writeCommit(desk.git, { tree, parents, message, identity: identity.value });
};

/** Keeps a commit under a salvage ref, the first whose name is free, and gives that. */
export const keepSalvaged = async (desk: Desk, attempt: Attempt, sha: string): Promise<Result<string, Failure>> => {
  for (let nth = 1; ; nth += 1) {
    const ref = salvageRef(desk.names.run, attempt.step, attempt.attempt, nth);
    const taken = await objectsOf(desk.git, [ref]);
    if (!taken.ok) return taken;
    if (taken.value[0] !== null) continue;
    desk.failpoint('git.salvage.before');
    const moved = await moveRefs(desk.git, 'ws: salvage', [{ ref, from: null, to: sha }]);
    desk.failpoint('git.salvage.after');
    return moved.ok ? ok(ref) : moved;
  }
};

/** Keeps a tree that differs from the last checkpoint under a ref of the attempt; null where nothing of it may be kept, or differs (S4). */
export const keepTree = async (
  desk: Desk,
  tip: Tip,
  attempt: Attempt,
  whole: string,
): Promise<Result<string | null, Failure>> => {
  const tree = await cleanTree(salvageOf(desk, tip, attempt), whole);
  if (!tree.ok || tree.value === tip.tree) return tree.ok ? ok(null) : tree;
  const made = await commitKept(desk, attempt, { tree: tree.value, parents: [tip.sha] }, 'what was put back of');
  return made.ok ? keepSalvaged(desk, attempt, made.value) : made;
};

/** Puts index and files to HEAD (S3). */
export const resetHard = async ({ git, gitDir }: Desk): Promise<Result<unknown, Failure>> => {
  const without = await leaveOut(git, broughtIn(gitDir), {});
  return without.ok ? git(['reset', '--hard', '--quiet']) : without;
};

const goBack = async (disorder: Disorder, kept: Kept): Promise<Result<Kept, Failure>> => {
  const { desk, tip, heads } = disorder;
  const { git, names, failpoint } = desk;
  const isLeft = desk.leavesBranch && heads.branch !== tip.sha;
  const named = isLeft
    ? await git(['update-ref', '--no-deref', '-m', 'ws: leave the branch as it is', 'HEAD', tip.sha])
    : await nameBranch(desk, heads);
  if (!named.ok) return named;
  if (!isLeft && heads.branch !== tip.sha) {
    const moves = [{ ref: names.branchRef, from: heads.branch, to: tip.sha }];
    const moved = await moveRefs(git, 'ws: back to the last checkpoint', moves);
    if (!moved.ok) return moved;
  }
  failpoint('git.restore.before');
  const reset = await resetHard(desk);
  if (!reset.ok) return reset;
  for (const name of UNFINISHED) await rm(join(desk.gitDir, name), { recursive: true, force: true });
  for (const submodule of disorder.disturbed) {
    const back = await putSubmoduleBack(desk, submodule, disorder.attempt);
    if (!back.ok) return back;
  }
  const aside = await moveInnerAside(desk, disorder.attempt);
  if (!aside.ok) return aside;
  const inner = await putInnerBack(desk, disorder.attempt);
  if (!inner.ok) return inner;
  const rest = await keepRest(disorder, kept);
  if (!rest.ok) return rest;
  const cleaned = await git(['clean', '-d', '--force', '--quiet']);
  failpoint('git.restore.after');
  return cleaned.ok ? rest : cleaned;
};

/** S2: with the old `.gitignore` back, files may count as untracked that the attempt had hidden from the salvage. */
const keepRest = async ({ desk, tip, attempt, index }: Disorder, kept: Kept): Promise<Result<Kept, Failure>> => {
  const { git } = desk;
  const listed = await git(['ls-files', '-z', '-o', '--exclude-standard'], { reads: true });
  if (!listed.ok) return listed;
  const paths = splitNul(listed.value.stdout).filter((path) => !path.endsWith('/'));
  if (paths.length === 0) return ok(kept);
  const env = { GIT_INDEX_FILE: index };
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
  const added = await git(['update-index', '-z', '--add', '--replace', '--stdin'], { env, input });
  if (!added.ok) return added;
  const left = await othersIn(git, { env });
  if (!left.ok) return left;
  const untaken = left.value.filter((name) => paths.includes(name));
  (await moveBeside(desk.names.worktree, untaken)).forEach(desk.announce);
  const whole = await writeTree(git, { env });
  if (!whole.ok) return whole;
  const tree = await cleanTree(salvageOf(desk, tip, attempt), whole.value);
  if (!tree.ok) return tree;
  if (tree.value === kept.tree) return ok(kept);
  const made = await commitKept(desk, attempt, { tree: tree.value, parents: [kept.sha] }, 'what was also left by');
  if (!made.ok) return made;
  if (kept.ref === null) {
    const ref = await keepSalvaged(desk, attempt, made.value);
    return ref.ok ? ok({ ref: ref.value, sha: made.value, tree: tree.value }) : ref;
  }
  const pointed = await moveRefs(git, 'ws: salvage', [{ ref: kept.ref, from: kept.sha, to: made.value }]);
  return pointed.ok ? ok({ ref: kept.ref, sha: made.value, tree: tree.value }) : pointed;
};
