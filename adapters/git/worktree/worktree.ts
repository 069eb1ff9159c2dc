/**
 * Makes sure that a run's worktree stands where it belongs, on its branch, whatever happened to it.
 *
 * W1: only `git worktree add|lock` happens inside the repository's lock; files are checked out outside of it.
 * W2: a checkout that broke off left no index, because git writes it last, and no mark that it ever came to its end.
 * W3: a folder that holds files is never removed: it gets its git back around it.
 */
import type { Stats } from 'node:fs';
import { lstat, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Failpoint } from '../../../core/system.ts';
import { makeKeepable } from '../../machine/machine-state.ts';
import { trouble } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { lineAt, statAt } from '../command/glance.ts';
import { keepOfLost } from '../gc/remembered.ts';
import { dropForeignGitDirs, hasHead, isOwnGitDir, keepAside, mendHead } from './git-folder.ts';
import { clearLeftovers, lockFilesOf } from './leftovers.ts';
import type { RunNames } from './names.ts';
import { fileFailure, gitOn, type Repository } from '../repository.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';

/** Held while git's list of worktrees is changed: one holder per repository, over all processes. */
export type RepositoryLock = () => Promise<AsyncDisposable>;

/** Git on a worktree that stands, by its own folder. */
export type StandingGit = Git & { readonly place: { readonly gitDir: string } };

export type WorktreeMeans = {
  readonly repository: Repository;
  readonly lock: RepositoryLock;
  readonly failpoint: Failpoint;
  /** Told of what was found in place of something of ours and kept aside, one line each. */
  readonly tell: (line: string) => void;
};

/** A file in the worktree's git folder: from here on a missing index was taken away, not never written. */
const CHECKED_OUT = 'ws-checked-out';
/** Why git may not prune a worktree of ours. */
export const LOCK_REASON = 'ws keeps a run here; `ws gc` removes it';

const textOf = async (path: string): Promise<string | null> => lineAt(path);

const entriesOf = (path: string): Promise<readonly string[]> => readdir(path).catch(() => []);

/** Gives the git folder of the worktree at `path`, where the two still name each other; else null. */
export const linkedGitDir = async (commonDir: string, path: string): Promise<string | null> => {
  const pointer = /^gitdir: ([\s\S]+)$/.exec((await textOf(join(path, '.git'))) ?? '')?.[1];
  if (pointer === undefined) return null;
  const gitDir = resolve(path, pointer);
  const isOurs = dirname(gitDir) === join(commonDir, 'worktrees') && isOwnGitDir(gitDir);
  const back = isOurs ? await textOf(join(gitDir, 'gitdir')) : null;
  const isWhole = back === join(path, '.git') && hasHead(gitDir);
  return isWhole && (await textOf(join(gitDir, 'commondir'))) !== null ? gitDir : null;
};

/** Gives the git folder that is registered for a worktree at `path`, there or not; null where none is. */
export const registeredGitDir = async (commonDir: string, path: string): Promise<string | null> => {
  for (const id of await entriesOf(join(commonDir, 'worktrees'))) {
    const gitDir = join(commonDir, 'worktrees', id);
    if (isOwnGitDir(gitDir) && (await textOf(join(gitDir, 'gitdir'))) === join(path, '.git')) return gitDir;
  }
  return null;
};

/** What is at a path, links not followed; null where nothing is. */
const at = (path: string): Promise<Stats | null> => lstat(path).catch(() => null);

/**
 * Gives the git folder of the worktree at `path`, after the two name each other again; null where git has none for that
 * place. What stood in place of its `.git` is kept aside. Where nothing is wrong, a few small files are read.
 */
export const joinedGitDir = async (
  commonDir: string,
  path: string,
  tell: (line: string) => void,
): Promise<string | null> => {
  if ((await at(path))?.isDirectory() !== true) return null;
  const pointer = join(path, '.git');
  const found = await at(pointer);
  const linked = found?.isFile() === true ? await linkedGitDir(commonDir, path) : null;
  if (linked !== null) return linked;
  // Nothing is left of it: it is checked out anew.
  if ((await entriesOf(path)).length === 0) return null;
  const gitDir = await registeredGitDir(commonDir, path);
  if (gitDir === null || !hasHead(gitDir)) return null;
  if ((await textOf(join(gitDir, 'commondir'))) === null) writeAnew(join(gitDir, 'commondir'), '../..\n', 0o666);
  // A file that names a git folder holds nothing of its own: it is ours from another place, or it was written over.
  if (found?.isFile() === true) await rm(pointer, { force: true });
  else if (found !== null) tell(await keepAside(pointer, path));
  await writeFile(pointer, `gitdir: ${gitDir}\n`, { flag: 'wx' });
  return linkedGitDir(commonDir, path);
};

/**
 * Gives the git folder of the worktree at `path`, also where the repository was moved since; null where git has none for that
 * place, and where the worktree belongs to a repository that is elsewhere. Only looks.
 */
export const knownGitDir = async (commonDir: string, path: string): Promise<string | null> => {
  const linked = await linkedGitDir(commonDir, path);
  if (linked !== null) return linked;
  const named = /^gitdir: ([\s\S]+)$/.exec((await textOf(join(path, '.git'))) ?? '')?.[1];
  // Whatever names a git folder that is there belongs to that.
  const isOthers = named === undefined || (await at(resolve(path, named))) !== null;
  return isOthers ? null : registeredGitDir(commonDir, path);
};

/** As {@link knownGitDir}, after the two name each other again. */
export const rejoinedGitDir = async (commonDir: string, path: string): Promise<string | null> =>
  (await knownGitDir(commonDir, path)) === null ? null : joinedGitDir(commonDir, path, () => undefined);

/**
 * Tells a worktree that was left alone from one whose folder, `.git` or git folder was touched: no program can set the time
 * of the last change. null where one of them is not what it must be.
 */
export const standingMark = (path: string, gitDir: string): string | null => {
  const folder = statAt(path);
  const pointer = statAt(join(path, '.git'));
  const git = statAt(gitDir);
  if (folder?.isDirectory() !== true || pointer?.isFile() !== true || git?.isDirectory() !== true) return null;
  if (!isOwnGitDir(gitDir) || !hasHead(gitDir)) return null;
  return [git.dev, git.ino, folder.dev, folder.ino, pointer.ino, pointer.size, pointer.mtimeNs, pointer.ctimeNs].join(
    ':',
  );
};

/** Gives git on the run's worktree, which stands and is checked out when this resolves. The branch must exist. */
export const standWorktree = async (means: WorktreeMeans, names: RunNames): Promise<Result<StandingGit, Failure>> => {
  const { repository, failpoint } = means;
  const { commonDir } = repository;
  const mended = async (): Promise<string | null> => {
    await dropForeignGitDirs(commonDir, names.worktree, means.tell);
    const known = await registeredGitDir(commonDir, names.worktree);
    // Without a HEAD it is none to git, though all else of it is there: it stood on the branch of its run.
    if (known !== null && !hasHead(known)) await mendHead(known, names, means.tell);
    return joinedGitDir(commonDir, names.worktree, means.tell);
  };
  const joined = await mended().then(ok, (error: unknown) =>
    err(fileFailure(error, `cannot mend the worktree ${names.worktree}`)),
  );
  if (!joined.ok) return joined;
  let gitDir = joined.value;
  if (gitDir === null) {
    failpoint('git.worktree.before-add');
    const made = await make(means, names);
    if (!made.ok) return made;
    failpoint('git.worktree.added');
    gitDir = await linkedGitDir(commonDir, names.worktree);
    if (gitDir === null) return trouble(`git made no worktree at ${names.worktree}; run \`git worktree list\``);
  }
  const locks = lockFilesOf(commonDir, gitDir, [names.branchRef, names.baseRef, names.headRef]);
  const cleared = await clearLeftovers({ gitDir, worktree: names.worktree, lockFiles: locks });
  if (!cleared.ok) return cleared;

  const place = { cwd: names.worktree, gitDir, workTree: names.worktree, commonDir };
  const git = Object.assign(gitAt(place, commonDir), { place });
  const present = await entriesOf(gitDir);
  if (!present.includes('locked')) {
    const locked = await gitOn(repository)(['worktree', 'lock', '--reason', LOCK_REASON, names.worktree]);
    if (!locked.ok) return locked;
  }
  if (!present.includes('index')) {
    // W2. A git that died here may also have left HEAD unwritten.
    if ((await textOf(join(gitDir, 'HEAD'))) !== `ref: ${names.branchRef}`) {
      const named = await git(['symbolic-ref', 'HEAD', names.branchRef]);
      if (!named.ok) return named;
    }
    failpoint('git.worktree.before-checkout');
    const filled = await git(present.includes(CHECKED_OUT) ? ['read-tree', 'HEAD'] : ['reset', '--hard', '--quiet']);
    if (!filled.ok) return filled;
    failpoint('git.worktree.checked-out');
  }
  if (!present.includes(CHECKED_OUT)) writeAnew(join(gitDir, CHECKED_OUT), '');
  return ok(git);
};

/** Says that a worktree is made again, and why: it was gone, or is that of the repository of which this one is a copy. */
export const madeAnew = (
  { run, branch, worktree }: RunNames,
  copied: { readonly place: string; readonly owner: string } | null = null,
): string => {
  const why = copied === null ? 'was gone' : `in ${copied.place} belongs to ${copied.owner}, of which this is a copy`;
  return `the worktree of run ${run} ${why}; it is made again from ${branch} in ${worktree}, without the ignored files it held`;
};

const make = async (means: WorktreeMeans, names: RunNames): Promise<Result<void, Failure>> => {
  const { repository, tell } = means;
  const git = gitOn(repository);
  try {
    await makeKeepable(dirname(names.worktree));
    await using _held = await means.lock();
    const found = await at(names.worktree);
    if (found !== null && !found.isDirectory()) tell(await keepAside(names.worktree, names.worktree));
    if ((await entriesOf(names.worktree)).length > 0) return await wrap(git, names, tell);
    // Git forgets with the old registration what only that remembered; what cannot be kept is no reason not to go on.
    const lost = await registeredGitDir(repository.commonDir, names.worktree);
    if (lost !== null) await keepOfLost(repository.commonDir, lost, names);
    const added = await add(git, names.worktree, names.branch);
    if (added.ok && lost !== null) tell(madeAnew(names));
    return added;
  } catch (error) {
    return err(fileFailure(error, `cannot make the worktree ${names.worktree}`));
  }
};

/** Twice forced: over a registration whose folder is gone, and over the lock that we put on it ourselves. */
const add = async (git: Git, path: string, branch: string): Promise<Result<void, Failure>> => {
  const flags = ['--force', '--force', '--no-checkout', '--lock', '--reason', LOCK_REASON];
  const added = await git(['worktree', 'add', ...flags, path, branch]);
  return added.ok ? ok(undefined) : added;
};

/** W3: files without their git (pruned, or a step removed `.git`). A new git folder is made beside and moved in. */
const wrap = async (git: Git, names: RunNames, tell: (line: string) => void): Promise<Result<void, Failure>> => {
  const beside = `${names.worktree}.new`;
  await rm(join(beside, '.git'), { force: true });
  await rmdir(beside).catch(() => undefined);
  const added = await add(git, beside, names.branch);
  if (!added.ok) return added;
  const pointer = await textOf(join(beside, '.git'));
  const gitDir = pointer?.replace(/^gitdir: /, '') ?? '';
  const inside = gitAt({ cwd: beside, gitDir, workTree: beside }, git.place.cwd);
  // The index must be there before the files are, or W2 would take them for a checkout that broke off.
  const filled = await inside(['read-tree', 'HEAD']);
  if (!filled.ok) return filled;
  if ((await at(join(names.worktree, '.git'))) !== null)
    tell(await keepAside(join(names.worktree, '.git'), names.worktree));
  await rename(join(beside, '.git'), join(names.worktree, '.git'));
  await rmdir(beside);
  const repaired = await git(['worktree', 'repair', names.worktree]);
  return repaired.ok ? ok(undefined) : repaired;
};
