/** What must be true of the git folder of a worktree before git may go by it: a real folder in its place, with a HEAD of its own. */
import { readdirSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRealFolder } from '../../machine/own-folder.ts';
import { lineAt, statAt } from '../command/glance.ts';

const HEAD = /^(?:ref: refs\/[^\x00-\x20]+|[0-9a-f]{40,64})$/;

/**
 * Tells whether a git folder is one that git made for a worktree, HEAD included. A link to another one is none: what is
 * written there would land in it; nor is a HEAD that is a link, by which git would move the branch of another worktree.
 */
export const isOwnGitDir = (gitDir: string): boolean => isRealFolder(dirname(gitDir)) && isRealFolder(gitDir);

/** Whether HEAD is a file that says where HEAD stands. */
export const hasHead = (gitDir: string): boolean => {
  const path = join(gitDir, 'HEAD');
  return statAt(path)?.isFile() === true && HEAD.test(lineAt(path) ?? '');
};

/**
 * Moves what stands in place of something of ours to a free name beside the worktree, where no checkpoint takes it in.
 * Gives the line that tells of it. A link is kept as the link it is.
 */
export const keepAside = async (path: string, worktree: string): Promise<string> => {
  const aside = `${worktree}.replaced-${process.hrtime.bigint()}`;
  await rename(path, aside);
  return `${path} was something else than ws had put there; it is kept as ${aside}`;
};

/** Where git keeps what it knows of linked worktrees. Throws where something else stands there. */
const registeredIn = (commonDir: string): string => {
  const folder = join(commonDir, 'worktrees');
  if (statAt(folder) !== null && !isRealFolder(folder))
    throw new Error(`${folder} is not the folder that git had there: move it out of the way`);
  return folder;
};

/**
 * Takes away what bears the name of the git folder of `worktree` and is no folder. git would go through a link, also to
 * clean up behind it.
 */
export const dropForeignGitDirs = async (
  commonDir: string,
  worktree: string,
  tell: (line: string) => void,
): Promise<void> => {
  const folder = registeredIn(commonDir);
  if (!isRealFolder(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (!entry.isDirectory() && entry.name.startsWith(basename(worktree)))
      tell(await keepAside(join(folder, entry.name), worktree));
};

/** Gives a git folder its HEAD back; it names the branch of the run. */
export const mendHead = async (
  gitDir: string,
  { branchRef, worktree }: { readonly branchRef: string; readonly worktree: string },
  tell: (line: string) => void,
): Promise<void> => {
  const path = join(gitDir, 'HEAD');
  if (statAt(path) === null) tell(`${path} had been removed and is put back`);
  else tell(await keepAside(path, worktree));
  // One that a git which died left behind would be in the way.
  await rm(`${path}.lock`, { force: true, recursive: true });
  writeFileSync(path, `ref: ${branchRef}\n`, { flag: 'wx' });
};
