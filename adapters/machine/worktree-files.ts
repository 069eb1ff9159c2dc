/** Looks at files of a worktree; no link leads the look out of it. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import type { WorktreeFiles } from '../../core/system.ts';

/** Where a path, relative to a worktree, really leads; null where it leads nowhere, or out of the worktree. */
export const insideWorktree = async (worktree: string, path: string): Promise<string | null> => {
  if (path.includes('\0') || isAbsolute(path)) return null;
  try {
    const root = await realpath(worktree);
    const real = await realpath(resolve(root, path));
    return real === root || real.startsWith(root + sep) ? real : null;
  } catch {
    return null;
  }
};

export const worktreeFiles: WorktreeFiles = {
  folder: async (worktree, path) => {
    const real = await insideWorktree(worktree, path);
    return real !== null && (await stat(real)).isDirectory() ? real : null;
  },
  file: async (worktree, path) => {
    const real = await insideWorktree(worktree, path);
    return real !== null && (await stat(real)).isFile() ? real : null;
  },
  text: async (worktree, path, mostBytes) => {
    const real = await insideWorktree(worktree, path);
    const found = real === null ? null : await stat(real);
    return real !== null && found?.isFile() === true && found.size <= mostBytes ? await readFile(real, 'utf8') : null;
  },
  exists: async (worktree, path) => (await insideWorktree(worktree, path)) !== null,
};
