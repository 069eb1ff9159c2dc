/**
 * Whether repositories that steps made inside a worktree hold work that goes with it: commits of those whose files the run's
 * commits hold (`nestedRepositories: files`), and commits and uncommitted files of those in folders that git ignores, bare ones
 * among these.
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { isRealFolder } from '../../machine/own-folder.ts';
import { readable, splitNul } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import { ownCommits } from './inner.ts';
import { kept, refused, type Part } from './part.ts';

const isGitFolder = (names: readonly string[]): boolean =>
  ['HEAD', 'objects', 'refs'].every((name) => names.includes(name));

/** Where a pointer that stands in for a git folder leads, if that is out of `worktree`; null where it does not. */
const leadsOut = async (worktree: string, path: string): Promise<string | null> => {
  const target = /^gitdir: ([\s\S]+?)\n?$/.exec(await readFile(path, 'utf8').catch(() => ''))?.[1];
  if (target === undefined) return null;
  const real = await realpath(resolve(dirname(path), target)).catch(() => null);
  return real === null || real.startsWith(`${await realpath(worktree)}/`) ? null : real;
};

/** The git folders below `folder`, and the files in place of one, links not followed; those of another name than `.git` only where `bareToo` says so. */
const gitFoldersBelow = async (
  folder: string,
  shown: string,
  bareToo: (shown: string) => boolean,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isFile() && entry.name === '.git') found.push(shown === '' ? '.git' : `${shown}/.git`);
    if (!entry.isDirectory()) continue;
    const name = shown === '' ? entry.name : `${shown}/${entry.name}`;
    const path = join(folder, entry.name);
    const isCandidate = entry.name === '.git' || bareToo(name);
    if (isCandidate && isGitFolder(await readdir(path).catch(() => []))) found.push(name);
    else found.push(...(await gitFoldersBelow(path, name, bareToo)));
  }
  return found;
};

/** Whether anything inside a worktree looks like a repository, a bare one or a submodule included. Asks no git. */
export const mayHoldRepositories = async (worktree: string): Promise<boolean> =>
  (await gitFoldersBelow(worktree, '', () => true)).some((name) => name !== '.git');

/** What a repository holds that it neither has committed nor ignores, relative to its folder; null where there is nothing. */
const uncommittedIn = async (folder: string, gitDir: string): Promise<Result<string | null, Failure>> => {
  const git = gitAt({ cwd: folder, gitDir, workTree: folder }, gitDir);
  const ask = ['status', '--porcelain', '-z', '--untracked-files=normal', '--no-renames', '--ignore-submodules=dirty'];
  const status = await git(ask, { reads: true });
  if (!status.ok) return status;
  const line = splitNul(status.value.stdout)[0];
  return ok(line === undefined ? null : readable(line.slice(3)));
};

/**
 * Why a worktree must stay for a repository inside of it; null where no commit, stash or reflog of one goes with it that no
 * branch of its remotes holds, and no file of one below an ignored folder that is neither committed nor ignored there, too. `ignored` are the paths that git ignores, as it names them.
 */
export const doubtAboutNested = async (worktree: string, ignored: readonly string[]): Promise<Part | null> => {
  const folders = ignored.map((path) => readable(path)).filter((path) => path.endsWith('/'));
  const isIgnored = (name: string): boolean => folders.some((path) => `${name}/`.startsWith(path));
  for (const name of await gitFoldersBelow(worktree, '', isIgnored)) {
    const gitDir = join(worktree, name);
    if (!isRealFolder(gitDir)) {
      const target = isIgnored(dirname(name)) ? await leadsOut(worktree, gitDir) : null;
      if (target === null) continue;
      const is = `${dirname(name)} is a worktree of ${target}`;
      return kept('inner-repository', `${is}: git worktree remove ${dirname(gitDir)}`);
    }
    const own = await ownCommits(gitAt({ cwd: gitDir, gitDir, workTree: null }, gitDir));
    if (!own.ok) return refused(own.error);
    const [first] = own.value;
    if (first !== undefined) {
      const holds = `${name} holds ${first.slice(0, 12)}, which no branch of a remote of it does`;
      return kept('inner-repository', `${holds}: push it, or move ${gitDir} away`);
    }
    const folder = dirname(gitDir);
    if (basename(gitDir) !== '.git' || !isIgnored(dirname(name))) continue;
    const left = await uncommittedIn(folder, gitDir);
    if (!left.ok) return refused(left.error);
    if (left.value === null) continue;
    const holds = `${dirname(name)} is a repository, and holds ${left.value}, which it has not committed`;
    return kept('inner-repository', `${holds}: commit and push it, or move ${folder} away`);
  }
  return null;
};
