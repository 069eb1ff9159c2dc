/**
 * Removes lock files that a git which died left in a run's own worktree, and only there.
 *
 * A lock is stale when no git process works in that worktree. The caller holds the run, so nobody starts one but the
 * run's own steps, and those are waited for.
 */
import { access, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { trouble } from '../command/command.ts';

export type LockedPlace = { readonly gitDir: string; readonly worktree: string; readonly lockFiles: readonly string[] };

const PATIENCE_MS = 15_000;
const BREATH_MS = 25;
/** Where processes cannot be looked at, a lock this old is taken for stale. */
const STALE_MS = 10 * 60_000;

/** The locks that git takes on behalf of one worktree: its index, its HEAD, the refs of its run. */
export const lockFilesOf = (commonDir: string, gitDir: string, refs: readonly string[]): readonly string[] => [
  join(gitDir, 'index.lock'),
  join(gitDir, 'HEAD.lock'),
  join(gitDir, 'ORIG_HEAD.lock'),
  ...refs.map((ref) => join(commonDir, `${ref}.lock`)),
];

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Waits until no git works in the worktree any more, then removes the locks that are left. Gives how many there were;
 * fails where a git process stays at work for 15 s. A stat per lock file where there is nothing to do.
 */
export const clearLeftovers = async (place: LockedPlace): Promise<Result<number, Failure>> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const left: string[] = [];
    for (const file of place.lockFiles) if (await isThere(file)) left.push(file);
    if (left.length === 0) return ok(0);
    const alive = await gitsIn(place, left);
    if (alive.length === 0) {
      for (const file of left) await rm(file, { force: true });
      return ok(left.length);
    }
    if (performance.now() > deadline) {
      return trouble(`git process ${alive.join(', ')} is still at work in ${place.worktree}; wait for it or end it`);
    }
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
  }
};

/** Tells whether some git works in the worktree now; never where processes cannot be looked at. */
export const isGitAtWork = async (place: LockedPlace): Promise<boolean> => (await gitsIn(place, [])).length > 0;

/** Gives the processes (as text) that may hold one of `locks`. */
const gitsIn = async (place: LockedPlace, locks: readonly string[]): Promise<readonly string[]> => {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (numbers.length === 0) return youngLocks(locks);
  const found: string[] = [];
  for (const number of numbers) {
    const name = await readFile(`/proc/${number}/comm`, 'utf8').catch(() => '');
    if (/^git/.test(name) && (await worksIn(number, place))) found.push(number);
  }
  return found;
};

const worksIn = async (number: string, place: LockedPlace): Promise<boolean> => {
  const cwd = await readlink(`/proc/${number}/cwd`).catch(() => '');
  const environment = await readFile(`/proc/${number}/environ`, 'latin1').catch(() => '');
  const words = await readFile(`/proc/${number}/cmdline`, 'latin1').catch(() => '');
  const within = (path: string): boolean => [place.worktree, place.gitDir].some((at) => isWithin(path, at));
  return (
    within(cwd) ||
    environment.split('\0').includes(`GIT_DIR=${Buffer.from(place.gitDir).toString('latin1')}`) ||
    words.split('\0').some((word) => within(Buffer.from(word, 'latin1').toString('utf8')))
  );
};

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

const youngLocks = async (locks: readonly string[]): Promise<readonly string[]> => {
  const young: string[] = [];
  for (const lock of locks) {
    const found = await stat(lock).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs < STALE_MS) young.push(`behind ${lock}`);
  }
  return young;
};
