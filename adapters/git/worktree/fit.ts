/** Whether a run can have its branch and its files here: what git and the system have no room for. */
import { join } from 'node:path';
import { bytesAt, targetAt } from '../command/glance.ts';
import { gitOn, type Repository } from '../repository.ts';

/** Bytes of a path with the NUL behind it, as <limits.h> has it. */
const PATH_MAX = process.platform === 'darwin' ? 1024 : 4096;
/** Bytes of a name of a file. */
const NAME_MAX = 255;
const SLASH = 0x2f;

/**
 * The branch that keeps the branches of a workstream from being made, because to git a name is a file and what others
 * begin with a folder; null where none does. Looks at files: of a repository with reftable it knows nothing.
 */
export const branchInTheWay = (commonDir: string, workstream: string | null): string | null => {
  const names = ['ws', ...(workstream === null ? [] : [`ws/${workstream}`])];
  const packed = bytesAt(join(commonDir, 'packed-refs'));
  const isThere = (name: string): boolean =>
    targetAt(join(commonDir, 'refs/heads', name))?.isFile() === true ||
    packed?.includes(` refs/heads/${name}\n`) === true;
  return names.find(isThere) ?? null;
};

/** Paths of a commit, relative to its top, as bytes. */
export type LongPaths = {
  /** No file system can hold it; null where all can be held. */
  readonly unheld: Buffer | null;
  /** Bytes of the longest. */
  readonly longest: number;
};

/** Looks through the paths of a commit; nothing where there is no such commit. */
export const longPathsIn = async (repository: Repository, commit: string): Promise<LongPaths | null> => {
  const env = { GIT_DIR: repository.gitDir };
  const asked = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit];
  const listed = commit.startsWith('-') ? null : await gitOn(repository)(asked, { reads: true, env, answers: [128] });
  if (listed?.ok !== true || listed.value.exitCode !== 0) return null;
  return measured(listed.value.stdout);
};

const measured = (paths: Buffer): LongPaths => {
  let [unheld, longest]: [Buffer | null, number] = [null, 0];
  for (let from = 0, end = paths.indexOf(0); end !== -1; from = end + 1, end = paths.indexOf(0, from)) {
    const length = end - from;
    if (length > longest) longest = length;
    // Nearly all are shorter than any name may be.
    if (length > NAME_MAX && unheld === null && !isHeld(paths.subarray(from, end))) unheld = paths.subarray(from, end);
  }
  return { unheld, longest };
};

const isHeld = (path: Buffer): boolean => {
  if (path.length >= PATH_MAX) return false;
  for (let from = 0; from < path.length; ) {
    const slash = path.indexOf(SLASH, from);
    const end = slash === -1 ? path.length : slash;
    if (end - from > NAME_MAX) return false;
    from = end + 1;
  }
  return true;
};

/** Of the ids that runs are given. */
const FRESH_RUN = 'a'.repeat(10);

/** Whether a path of so many bytes has a whole name, from the root of the system, in the worktree of a run; `run`: null for a fresh one. */
export const hasWholeName = (worktrees: string, run: string | null, length: number): boolean =>
  Buffer.byteLength(join(worktrees, run ?? FRESH_RUN)) + 1 + length < PATH_MAX;
