/** Finds out where a branch is checked out, and what is under way there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { runGit } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { gitOn, type Repository } from '../repository.ts';

export type Checkout =
  /** In the folder that was asked about; `path` is its top level, `underWay` what git is in the middle of there. */
  | {
      readonly kind: 'here';
      readonly git: Git;
      readonly into: string;
      readonly path: string;
      readonly underWay: string | null;
    }
  /** In no folder: a ref and nothing else. */
  | { readonly kind: 'nowhere'; readonly git: Git; readonly into: string; readonly underWay: null }
  | { readonly kind: 'elsewhere'; readonly branch: string; readonly path: string }
  | { readonly kind: 'detached' };

const OPERATIONS: readonly (readonly [file: string, name: string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

export type WorktreeEntry = {
  readonly path: string;
  /** Without `refs/heads/`; null where it is detached or bare. */
  readonly branch: string | null;
};

/** Lists all worktrees of a repository, the main one first. */
export const listWorktrees = async (git: Git): Promise<Result<readonly WorktreeEntry[], Failure>> => {
  const listed = await git(['worktree', 'list', '--porcelain', '-z'], { reads: true });
  if (!listed.ok) return listed;
  const entries: WorktreeEntry[] = [];
  let path: string | null = null;
  let branch: string | null = null;
  for (const line of listed.value.stdout.toString('utf8').split('\0')) {
    if (line.startsWith('worktree ')) path = line.slice('worktree '.length);
    if (line.startsWith('branch refs/heads/')) branch = line.slice('branch refs/heads/'.length);
    if (line === '' && path !== null) {
      entries.push({ path, branch });
      [path, branch] = [null, null];
    }
  }
  return ok(entries);
};

/** Finds where `into` (null: whatever is checked out around `directory`) can be merged into. */
export const checkoutAt = async (
  repository: Repository,
  directory: string,
  into: string | null,
): Promise<Result<Checkout, Failure>> => {
  const top = await runGit({
    args: ['rev-parse', '--show-toplevel'],
    place: { cwd: directory, gitDir: null, workTree: null },
    reads: true,
    answers: [128],
  });
  if (!top.ok) return top;
  const path = top.value.exitCode === 0 ? top.value.stdout.toString('utf8').replace(/\n$/, '') : null;
  const here = repository.head.branch?.replace(/^refs\/heads\//, '') ?? null;
  const target = into ?? here;
  if (target === null) return ok({ kind: 'detached' });
  if (path !== null && target === here) {
    const { gitDir } = repository;
    const git = gitAt({ cwd: path, gitDir, workTree: path }, repository.commonDir);
    const underWay = OPERATIONS.find(([file]) => existsSync(join(gitDir, file)))?.[1] ?? null;
    return ok({ kind: 'here', git, into: target, path, underWay });
  }
  const git = gitOn(repository);
  const listed = await listWorktrees(git);
  if (!listed.ok) return listed;
  const isBareFolder = (entry: WorktreeEntry): boolean => entry.path === repository.commonDir;
  const other = listed.value.find((entry) => entry.branch === target && !isBareFolder(entry));
  if (other !== undefined) return ok({ kind: 'elsewhere', branch: target, path: other.path });
  return ok({ kind: 'nowhere', git, into: target, underWay: null });
};
