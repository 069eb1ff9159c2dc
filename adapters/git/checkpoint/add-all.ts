/**
 * Has git stage all that a worktree holds. Each new file is flushed to the disk by itself, which takes a second for every few
 * hundred: where there turn out to be many, git is ended and begins again, and puts them into one pack that is flushed once.
 *
 * Whatever is killed at whatever time, objects that are there are whole: git gives them, and a pack, their names when they are on the disk.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import type { Result } from '../../../core/result.ts';
import type { GitAnswer } from '../command/command.ts';
import type { Git, GitRequest } from '../command/configured.ts';

const ADD = ['add', '--all', '--sparse'];
/** Files of this many bytes and more go into one pack. */
const IN_ONE_PACK = ['-c', 'core.bigFileThreshold=1'];
/** How often it is looked at. */
const LOOK_MS = 500;
/** In so many of its 256 folders has something been made where many objects have. Fewer packs are worth some patience. */
const MANY_FOLDERS = 48;
/** The clock of a file system ticks less often than ours. */
const TICK_MS = 20;

const folderNames: readonly string[] = Array.from({ length: 256 }, (_, nth) => nth.toString(16).padStart(2, '0'));

/** In how many of the folders for single objects something was made since. */
const changedFolders = (objects: string, sinceMs: number): number =>
  folderNames.filter((name) => {
    const found = statSync(join(objects, name), { throwIfNoEntry: false });
    return found !== undefined && found.mtimeMs >= sinceMs - TICK_MS;
  }).length;

/** `indexPath` is the index that is staged into, which nobody else uses. One git process, two where there is much to stage. */
export const addAll = async (git: Git, indexPath: string, request: GitRequest): Promise<Result<GitAnswer, Failure>> => {
  const objects = join(git.place.commonDir ?? git.place.gitDir ?? git.place.cwd, 'objects');
  const begun = Date.now();
  const ending = new AbortController();
  let areMany = false;
  const timer = setInterval(() => {
    areMany = changedFolders(objects, begun) >= MANY_FOLDERS;
    if (areMany) ending.abort();
  }, LOOK_MS);
  const added = await git(ADD, { ...request, signal: ending.signal });
  clearInterval(timer);
  if (added.ok || !areMany) return added;
  rmSync(`${indexPath}.lock`, { force: true });
  return git([...IN_ONE_PACK, ...ADD], request);
};
