/**
 * Brings the worktrees that ws 0.1.0 made in the checkout to where worktrees belong.
 *
 * O1: git moves them; one that somebody may be at work in (changed, locked by a person) or that git does not agree to move
 *     stays, and is found there, because git knows its place.
 * O2: every step can be done again: a kill in between leaves a worktree at one place or the other.
 */
import { lstat, readdir, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeKeepable } from '../../machine/machine-state.ts';
import { gitAt } from '../command/configured.ts';
import { gitOn, type Repository } from '../repository.ts';
import { joinedGitDir, LOCK_REASON } from './worktree.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { lineAt } from '../command/glance.ts';

export type BroughtOver = {
  readonly moved: number;
  readonly stayed: readonly { readonly path: string; readonly why: string }[];
};

const lineOf = async (path: string): Promise<string | null> => lineAt(path);

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** The git folders that are registered for a run at `.ws/worktrees/<run>`, of this checkout or of where it was before. */
const registeredFor = async (commonDir: string, run: string): Promise<string | null> => {
  const folder = join(commonDir, 'worktrees');
  for (const id of await readdir(folder).catch(() => [])) {
    const place = await lineOf(join(folder, id, 'gitdir'));
    if (place?.endsWith(`/.ws/worktrees/${run}/.git`) === true) return join(folder, id);
  }
  return null;
};

/**
 * A checkout that was moved or copied as a whole took its worktrees with it: both ends are told where the other is now.
 * Only what lies in this repository is written.
 */
const rejoin = async (commonDir: string, path: string, run: string): Promise<void> => {
  const gitDir = await registeredFor(commonDir, run);
  if (gitDir === null) return;
  const pointer = join(path, '.git');
  const named = /^gitdir: ([\s\S]+)$/.exec((await lineOf(pointer)) ?? '')?.[1];
  const isFile = await lstat(pointer).then(
    (found) => found.isFile(),
    () => true,
  );
  if (!isFile) return;
  if ((await lineOf(join(gitDir, 'gitdir'))) !== pointer) writeAnew(join(gitDir, 'gitdir'), `${pointer}\n`, 0o666);
  if (named === undefined || resolve(path, named) !== gitDir) writeAnew(pointer, `gitdir: ${gitDir}\n`, 0o666);
};

/** Why a worktree is left where it is; null where nothing speaks against moving it. */
const reasonToStay = async (gitDir: string, path: string, commonDir: string): Promise<string | null> => {
  const reason = await lineOf(join(gitDir, 'locked'));
  if (reason !== null && reason !== LOCK_REASON) return `it is locked${reason === '' ? '' : `: ${reason}`}`;
  const git = gitAt({ cwd: path, gitDir, workTree: path }, commonDir);
  const status = await git(['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=none'], {
    reads: true,
  });
  if (!status.ok) return status.error.message;
  return status.value.stdout.length > 0 ? 'it holds changes that no commit holds' : null;
};

/** Moves what lies in `from`, a folder of worktrees by run, to the folder for worktrees. Called with the repository's lock held. */
export const bringOver = async (repository: Repository, from: string): Promise<BroughtOver> => {
  const { commonDir, worktrees } = repository;
  const stayed: { path: string; why: string }[] = [];
  let moved = 0;
  const found = await readdir(from, { withFileTypes: true }).catch(() => []);
  for (const run of found.filter((entry) => entry.isDirectory()).map(({ name }) => name)) {
    const path = join(from, run);
    const to = join(worktrees, run);
    await rejoin(commonDir, path, run);
    const gitDir = await joinedGitDir(commonDir, path, () => undefined);
    const why = gitDir === null ? 'git does not know it as a worktree' : await reasonToStay(gitDir, path, commonDir);
    if (why !== null) {
      stayed.push({ path, why });
      continue;
    }
    await makeKeepable(dirname(to));
    const done = await gitOn(repository)(['worktree', 'move', '--force', '--force', path, to]);
    if (done.ok) moved += 1;
    else stayed.push({ path, why: done.error.message });
  }
  await mendHalfMoved(repository);
  // To the git of the checkout what stays would be a repository to be added.
  if (stayed.length > 0) writeAnew(join(from, '.gitignore'), '*\n');
  else await rmdir(from).catch(() => undefined);
  return { moved, stayed };
};

/** O2: git renames the folder first; one that died before it wrote down the new place is told it. */
const mendHalfMoved = async ({ commonDir, worktrees }: Repository): Promise<void> => {
  for (const run of await readdir(worktrees).catch(() => [])) {
    const gitDir = await registeredFor(commonDir, run);
    const place = gitDir === null ? null : await lineOf(join(gitDir, 'gitdir'));
    const pointer = join(worktrees, run, '.git');
    if (gitDir === null || place === null || (await isThere(place))) continue;
    if ((await lineOf(pointer)) === `gitdir: ${gitDir}`) writeAnew(join(gitDir, 'gitdir'), `${pointer}\n`, 0o666);
  }
};
