/**
 * Repositories inside a worktree: those that a step made, and submodules.
 *
 * I1: git is run in none but those whose git folder lies in the worktree or belongs to it; a pointer to any other place is a file.
 * I2: what is taken out of the way is moved, with all it holds, and never deleted.
 */
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { copyTree, passedOver } from '../../machine/copy-tree.ts';
import { ownFolder } from '../../machine/own-folder.ts';
import type { Desk } from '../checkpoint/checkpoint.ts';
import { readable, splitNul } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { objectsOf } from '../worktree/heads.ts';
import { asideFolder, salvageRef } from '../worktree/names.ts';
import { textAt } from '../command/glance.ts';

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** I1: gives the git folder of a repository inside; null where there is none that is its own. */
export const gitDirAt = async (folder: string, ours: string): Promise<string | null> => {
  const at = join(folder, '.git');
  if (await isFolder(at)) return at;
  const pointer = /^gitdir: ([\s\S]+?)\n?$/.exec(textAt(at))?.[1];
  const target = pointer === undefined ? null : await realpath(resolve(folder, pointer)).catch(() => null);
  const modules = await realpath(join(ours, 'modules')).catch(() => null);
  return target !== null && modules !== null && target.startsWith(`${modules}/`) ? target : null;
};

/** A submodule that is checked out; `recorded` is the commit that the worktree's tree names for it. */
export type Submodule = {
  readonly name: string;
  readonly recorded: string;
  readonly gitDir: string;
  readonly git: Git;
};

/** One that holds changes, or stands on another commit. */
export type Disturbed = Submodule;

/** Gives the submodules of a tree that are checked out in the worktree. */
export const submodulesIn = async (
  desk: Pick<Desk, 'git' | 'gitDir'>,
  worktree: string,
  tree: string,
): Promise<Result<readonly Submodule[], Failure>> => {
  const listed = await desk.git(['ls-tree', '-r', '-z', tree], { reads: true });
  if (!listed.ok) return listed;
  const found: Submodule[] = [];
  for (const line of splitNul(listed.value.stdout)) {
    const [, recorded = '', name = ''] = /^160000 commit ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    const folder = pathOf(worktree, name);
    const gitDir = name === '' ? null : await gitDirAt(folder, desk.gitDir);
    if (gitDir === null) continue;
    found.push({ name, recorded, gitDir, git: gitAt({ cwd: folder, gitDir, workTree: folder }, gitDir) });
  }
  return ok(found);
};

/** Gives the submodules that hold changes or stand on another commit than the tip's tree says. */
export const disturbedSubmodules = async (desk: Desk, tree: string): Promise<Result<readonly Disturbed[], Failure>> => {
  const submodules = await submodulesIn(desk, desk.names.worktree, tree);
  if (!submodules.ok) return submodules;
  const disturbed: Disturbed[] = [];
  for (const submodule of submodules.value) {
    const found = await isDisturbed(submodule);
    if (!found.ok) return found;
    if (found.value) disturbed.push(submodule);
  }
  return ok(disturbed);
};

/** Whether a submodule holds changes or stands on another commit than is recorded. */
export const isDisturbed = async ({ git, recorded }: Submodule): Promise<Result<boolean, Failure>> => {
  const asked = ['status', '--porcelain=v2', '-z', '--ignore-submodules=dirty'];
  const status = await git(asked, { reads: true, answers: [128] });
  if (!status.ok) return status;
  const heads = await objectsOf(git, ['HEAD']);
  return heads.ok ? ok(status.value.stdout.length > 0 || heads.value[0] !== recorded) : heads;
};

/** Puts a submodule back to its commit; the one it stood on is kept by a ref of its own, its files by the salvage. */
export const putSubmoduleBack = async (
  { names }: Desk,
  { git, recorded }: Disturbed,
  { step, attempt }: Attempt,
): Promise<Result<void, Failure>> => {
  const heads = await objectsOf(git, ['HEAD', recorded]);
  if (!heads.ok) return heads;
  const [head = null, commit = null] = heads.value;
  if (head !== null && head !== recorded) {
    const kept = await git(['update-ref', `${salvageRef(names.run, step, attempt, 1)}-${head}`, head]);
    if (!kept.ok) return kept;
  }
  const reset = await git(['reset', '--hard', '--quiet', ...(commit === null ? [] : [recorded])]);
  if (!reset.ok) return reset;
  const cleaned = await git(['clean', '-d', '--force', '--quiet']);
  return cleaned.ok ? ok(undefined) : cleaned;
};

/** I2: moves the repositories that a lost attempt made out of the worktree, and keeps them in the repository's git folder. */
export const moveInnerAside = async (desk: Desk, attempt: Attempt): Promise<Result<void, Failure>> => {
  const listed = await desk.git(['ls-files', '-z', '-o', '--exclude-standard'], { reads: true });
  if (!listed.ok) return listed;
  for (const name of splitNul(listed.value.stdout).filter((path) => path.endsWith('/'))) {
    const moved = await moveAside(desk, attempt, name.slice(0, -1));
    if (!moved.ok) return moved;
  }
  return ok(undefined);
};

/** I2: one of them, by its name as git tells it. */
export const moveAside = async (desk: Desk, attempt: Attempt, name: string): Promise<Result<void, Failure>> => {
  const from = pathOf(desk.names.worktree, name);
  const gitDir = await gitDirAt(from, desk.gitDir);
  const aside = join(desk.commonDir, asideFolder(desk.names.run, attempt));
  const to = pathOf(aside, name);
  ownFolder(desk.commonDir, dirname(to), desk.tell);
  try {
    await rename(from, to);
  } catch {
    // Another file system.
    for (const line of passedOver(readable(name), await copyTree(from, to))) desk.announce(line);
    await rm(from, { recursive: true, force: true });
  }
  return gitDir === null || gitDir === join(from, '.git') ? ok(undefined) : takeAlong(desk, gitDir, to);
};

/** I2: a submodule that was new has its commits in the git folder of the worktree, which goes with the worktree. */
const takeAlong = async ({ git }: Desk, gitDir: string, folder: string): Promise<Result<void, Failure>> => {
  const to = join(folder, '.git');
  const whole = join(folder, '.git-whole');
  await copyTree(gitDir, whole);
  await rm(to, { force: true });
  await rename(whole, to);
  await rm(gitDir, { recursive: true, force: true });
  const unset = await git(['config', '--file', join(to, 'config'), '--unset-all', 'core.worktree'], { answers: [5] });
  return unset.ok ? ok(undefined) : unset;
};
