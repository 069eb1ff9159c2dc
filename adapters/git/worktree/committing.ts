/**
 * What of a repository's git folder one may write who commits in a worktree: objects, the branch and what is the worktree's
 * own. Settings, hooks, attributes, other branches and other worktrees stay as everybody has them: to be read.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder, writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { lineAt } from '../command/glance.ts';

/** Absolute paths; `readable` lies within what is writable. */
export type CommitView = { readonly writable: readonly string[]; readonly readable: readonly string[] };

const NOTHING: CommitView = { writable: [], readable: [] };

const SETTING_ON = /^\s*worktreeconfig\s*=\s*(?:true|yes|on|1)\s*$/im;

/** The git folder of a worktree, where it is one of this repository; null where its file says something else. */
const gitDirOf = (worktree: string, commonDir: string): string | null => {
  const pointer = /^gitdir: ([\s\S]+)$/.exec(lineAt(join(worktree, '.git')) ?? '')?.[1];
  const gitDir = pointer === undefined ? null : resolve(worktree, pointer);
  return gitDir !== null && dirname(gitDir) === join(commonDir, 'worktrees') ? gitDir : null;
};

/** Settings of the worktree alone, which git reads where it is told to: what is not there could be made. */
const coverSettings = (gitDir: string, readText: (path: string) => string, commonDir: string): void => {
  const file = join(gitDir, 'config.worktree');
  if (!existsSync(file) && SETTING_ON.test(readText(join(commonDir, 'config')))) writeAnew(file, '');
};

/** Of a worktree that stands. `readText` gives the text of a file, or nothing. */
export const committingIn = (worktree: string, commonDir: string, readText: (path: string) => string): CommitView => {
  const gitDir = gitDirOf(worktree, commonDir);
  const branch = /^ref: (refs\/heads\/ws\/[\s\S]+)$/.exec(
    gitDir === null ? '' : (lineAt(join(gitDir, 'HEAD')) ?? ''),
  )?.[1];
  if (gitDir === null || branch === undefined || branch.split('/').includes('..')) return NOTHING;
  const folders = [join(commonDir, dirname(branch)), join(commonDir, 'logs', dirname(branch))];
  for (const folder of folders) makeFolder(folder, branch.split('/').length + 1);
  coverSettings(gitDir, readText, commonDir);
  return {
    writable: [join(commonDir, 'objects'), gitDir, ...folders],
    readable: [
      ...['commondir', 'gitdir', 'config.worktree'].map((name) => join(gitDir, name)),
      join(commonDir, 'objects', 'info'),
    ],
  };
};
