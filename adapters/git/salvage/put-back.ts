/**
 * Puts some paths of a worktree back to the last checkpoint, while others may be at work at all others.
 *
 * P1: no path is touched before a ref holds what lies there; what holds a secret is set aside.
 * P2: nothing but these paths is touched, in the worktree and in the index.
 */
import { lstatSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { PutBack } from '../../../core/workspace.ts';
import { standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { entriesOf, stagedBeyond, type Staged } from '../checkpoint/own-work.ts';
import { writeTree } from '../checkpoint/stage.ts';
import { readable } from '../command/command.ts';
import { fileFailure } from '../repository.ts';
import { readHeads } from '../worktree/heads.ts';
import { keepTree } from './salvage.ts';
import { tellAside } from './set-aside.ts';
import { withStagedCopy } from './snapshot.ts';

const GITLINK = '160000';

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What is gone at a path, and the folders above that hold nothing else. */
const take = async (worktree: string, name: string): Promise<void> => {
  const path = pathOf(worktree, name);
  // Where a folder stands in the place of a file, what is in it is asked for before, and the rest is git's.
  if (!isFolder(path)) await rm(path, { force: true });
  for (let folder = dirname(path); folder.startsWith(`${worktree}/`); folder = dirname(folder)) {
    const isGone = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
};

/** The differences at `paths`; null where a repository is among them, whose commits no path holds. */
const differencesAt = (
  { names }: Desk,
  staged: readonly Staged[],
  paths: readonly string[],
): readonly Staged[] | null => {
  const wanted = new Set(paths);
  const found = staged.filter(({ path }) => wanted.has(readable(path)));
  const seen = new Set(found.map(({ path }) => readable(path)));
  const isInner = ({ mode, modeNow }: Staged): boolean => mode === GITLINK || modeNow === GITLINK;
  const isHidden = (path: string): boolean => !seen.has(path) && isFolder(join(names.worktree, path));
  return found.some(isInner) || paths.some(isHidden) ? null : found;
};

/**
 * Gives the ref under which is kept what lay there; null where it is all as it was. `isWhole`: nothing is done, because a commit or
 * a repository is among what was changed, which can be put back with everything else alone.
 */
export const putBack = async (
  desk: Desk,
  tip: Tip,
  attempt: Attempt,
  paths: readonly string[],
): Promise<Result<PutBack, Failure>> => {
  const { git, names, failpoint } = desk;
  const heads = await readHeads(git, desk.commonDir, names.branchRef);
  if (!heads.ok) return heads;
  if (!standsAt(heads.value, names, tip.sha)) return ok({ salvaged: null, isWhole: true });
  return withStagedCopy<PutBack>(desk, async (env) => {
    const staged = await stagedBeyond(git, tip.tree, { env });
    if (!staged.ok) return staged;
    const changed = differencesAt(desk, staged.value, paths);
    if (changed === null) return ok({ salvaged: null, isWhole: true });
    const others = staged.value.filter((each) => !changed.includes(each));
    const without = await git(['update-index', '-z', '--index-info'], { env, input: entriesOf(others) });
    if (!without.ok) return without;
    const tree = await writeTree(git, { env });
    if (!tree.ok) return tree;
    const salvaged = await keepTree(desk, tip, attempt, tree.value); // P1
    if (!salvaged.ok) return salvaged;
    tellAside(desk, attempt);
    failpoint('git.put-back.before');
    const back = await git(['read-tree', tip.tree], { env });
    if (!back.ok) return back;
    try {
      for (const { path } of changed.toReversed()) await take(names.worktree, path);
    } catch (error) {
      return err(fileFailure(error, 'cannot put back what was changed'));
    }
    const there = changed.filter(({ isNew }) => !isNew).map(({ path }) => `${path}\0`);
    const input = Buffer.from(there.join(''), 'latin1');
    const files = await git(['checkout-index', '--force', '-z', '--stdin'], { env, input });
    if (!files.ok) return files;
    const index = await git(['update-index', '-z', '--index-info'], { input: entriesOf(changed) });
    failpoint('git.put-back.after');
    return index.ok ? ok({ salvaged: salvaged.value, isWhole: false }) : index;
  });
};
