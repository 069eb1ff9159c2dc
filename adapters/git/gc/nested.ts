/**
 * Whether repositories that steps made inside a worktree hold commits that go with it: those whose files the run's commits
 * hold (`nestedRepositories: files`), and those in folders that git ignores, bare ones among these.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readable } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import { ownCommits } from './inner.ts';
import { kept, refused, type Part } from './part.ts';

const isGitFolder = (names: readonly string[]): boolean =>
  ['HEAD', 'objects', 'refs'].every((name) => names.includes(name));

/** The git folders below `folder`, links not followed; those of another name than `.git` only where `bareToo` says so. */
const gitFoldersBelow = async (
  folder: string,
  shown: string,
  bareToo: (shown: string) => boolean,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const name = shown === '' ? entry.name : `${shown}/${entry.name}`;
    const path = join(folder, entry.name);
    const isCandidate = entry.name === '.git' || bareToo(name);
    if (isCandidate && isGitFolder(await readdir(path).catch(() => []))) found.push(name);
    else found.push(...(await gitFoldersBelow(path, name, bareToo)));
  }
  return found;
};

/**
 * Why a worktree must stay for a repository inside of it; null where no commit, stash or reflog of one goes with it that no
 * branch of its remotes holds. `ignored` are the paths that git ignores, as it names them.
 */
export const doubtAboutNested = async (worktree: string, ignored: readonly string[]): Promise<Part | null> => {
  const folders = ignored.map((path) => readable(path)).filter((path) => path.endsWith('/'));
  const isIgnored = (name: string): boolean => folders.some((path) => `${name}/`.startsWith(path));
  for (const name of await gitFoldersBelow(worktree, '', isIgnored)) {
    const gitDir = join(worktree, name);
    const own = await ownCommits(gitAt({ cwd: gitDir, gitDir, workTree: null }, gitDir));
    if (!own.ok) return refused(own.error);
    const [first] = own.value;
    if (first === undefined) continue;
    const holds = `${name} holds ${first.slice(0, 12)}, which no branch of a remote of it does`;
    return kept('inner-repository', `${holds}: push it, or move ${gitDir} away`);
  }
  return null;
};
