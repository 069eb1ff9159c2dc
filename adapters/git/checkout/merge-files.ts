/** What a merge does to the files of the user's checkout, and what it must not overwrite. */
import { lstat, readdir, rm } from 'node:fs/promises';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import type { Git } from '../command/configured.ts';

/** Names stay byte for byte as in {@link splitNul}; the file system is asked with the same bytes. */
const pathOf = (root: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);

const STATUS = [
  'status',
  '--porcelain=v2',
  '-z',
  '--untracked-files=no',
  '--no-renames',
  '--ignore-submodules=dirty',
] as const;

/** Gives the tracked files that differ from HEAD, in the index or in the folder. */
const changedFiles = async (git: Git): Promise<Result<ReadonlySet<string>, Failure>> => {
  const asked = await git(STATUS, { reads: true });
  if (!asked.ok) return asked;
  // Eight fields come before the name, ten where the file is unmerged.
  const nameOf = (line: string): string =>
    line
      .split(' ')
      .slice(line.startsWith('u') ? 10 : 8)
      .join(' ');
  return ok(new Set(splitNul(asked.value.stdout).map(nameOf)));
};

const trackedFiles = async (git: Git, commit: string): Promise<Result<ReadonlySet<string>, Failure>> => {
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', commit], { reads: true });
  return listed.ok ? ok(new Set(splitNul(listed.value.stdout))) : listed;
};

/** Gives those of `files` that index and folder do not hold as a commit does. */
const unlike = async (
  git: Git,
  commit: string,
  files: readonly string[],
): Promise<Result<ReadonlySet<string>, Failure>> => {
  const input = [['--cached'], []].map((where) => [
    'diff-index',
    '-z',
    '--name-only',
    '--no-renames',
    ...where,
    commit,
  ]);
  const names = new Set<string>();
  for (const args of input) {
    const listed = await git([...args, '--'], { reads: true });
    if (!listed.ok) return listed;
    for (const name of splitNul(listed.value.stdout)) names.add(name);
  }
  return ok(new Set(files.filter((file) => names.has(file))));
};

/**
 * Gives those of `files` that cannot be written without losing something no commit holds: changed, staged, untracked or
 * ignored. What was killed on the way from one commit to the other has written some of them already; these are in nobody's way.
 */
export const filesInTheWay = async (
  git: Git,
  root: string,
  { from, to }: { readonly from: string; readonly to: string },
  files: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  const changed = await changedFiles(git);
  if (!changed.ok) return changed;
  const tracked = await trackedFiles(git, from);
  if (!tracked.ok) return tracked;
  const blocked: string[] = [];
  for (const file of files) {
    const isNew = !tracked.value.has(file);
    if (changed.value.has(file) || (isNew && (await isTaken(root, file, tracked.value)))) blocked.push(file);
  }
  if (blocked.length === 0) return ok(blocked);
  const different = await unlike(git, to, blocked);
  return different.ok ? ok(blocked.filter((file) => different.value.has(file))) : different;
};

/** Tells whether something nobody tracks lies where a file is to be made, or where a folder for it is. */
const isTaken = async (root: string, file: string, tracked: ReadonlySet<string>): Promise<boolean> => {
  const parts = file.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const path = parts.slice(0, length).join('/');
    const found = await lstat(pathOf(root, path)).catch(() => null);
    if (found === null) return false;
    if (!found.isDirectory()) return !tracked.has(path);
  }
  return holdsUntracked(root, file, tracked);
};

const holdsUntracked = async (root: string, folder: string, tracked: ReadonlySet<string>): Promise<boolean> => {
  const entries = await readdir(pathOf(root, folder), { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries) {
    const path = `${folder}/${entry.name.toString('latin1')}`;
    const isUntracked = entry.isDirectory() ? await holdsUntracked(root, path, tracked) : !tracked.has(path);
    if (isUntracked) return true;
  }
  return false;
};

/**
 * Moves index and files from one commit to another; files that do not differ between the two stay as they are. Where that
 * breaks off, what was already written goes back: {@link filesInTheWay} has found nothing in it that is worth keeping.
 */
export const moveFiles = async (
  git: Git,
  root: string,
  { from, to }: { readonly from: string; readonly to: string },
  files: readonly string[],
): Promise<Result<void, Failure>> => {
  // Exit 1: some files differ; git would otherwise take a file that was only touched for a changed one.
  const refreshed = await git(['update-index', '-q', '--refresh'], { answers: [1] });
  if (!refreshed.ok) return refreshed;
  const moved = await git(['read-tree', '-m', '-u', from, to]);
  if (moved.ok) return ok(undefined);

  const tracked = await trackedFiles(git, from);
  const changed = await changedFiles(git);
  if (!tracked.ok || !changed.ok) return moved;
  const lost = files.filter((file) => tracked.value.has(file) && changed.value.has(file));
  for (const file of files)
    if (!tracked.value.has(file)) await rm(pathOf(root, file), { force: true }).catch(() => undefined);
  const input = Buffer.from(lost.map((file) => `${file}\0`).join(''), 'latin1');
  await git(['checkout-index', '--force', '--index', '-z', '--stdin'], { input });
  return moved;
};
