/** Brings a worktree's index up to what the worktree holds, without running anything that lies in it. */
import { readFile } from 'node:fs/promises';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import type { Git, GitRequest } from '../command/configured.ts';

const GITLINK = Buffer.from([0, 0, 0xe0, 0]);
const LINK_EXTENSION = Buffer.from('link');

/** Tells whether an index may hold a repository within the repository. Never wrongly says no. */
const mayHoldGitlinks = async (indexPath: string): Promise<boolean> => {
  const bytes = await readFile(indexPath).catch(() => null);
  // A split index keeps its entries in a second file.
  return bytes !== null && (bytes.includes(GITLINK) || bytes.includes(LINK_EXTENSION));
};

/**
 * Stages all changes: additions, deletions, modes, links. One git process. Where there are repositories inside (submodules,
 * clones that a step made), `git add` would run `git status` in each under its own configuration, so there the slower
 * way is gone: their commits are recorded, nothing in them is run.
 */
export const stageAll = async (
  git: Git,
  indexPath: string,
  request: GitRequest = {},
): Promise<Result<void, Failure>> => {
  if (!(await mayHoldGitlinks(indexPath))) {
    const added = await git(['add', '--all', '--sparse'], request);
    if (added.ok) return ok(undefined);
    // `git add` stumbles over a repository without a commit; the way below steps around it.
    if (added.error.code === 'disk-full') return added;
  }
  return stageByPath(git, request);
};

const stageByPath = async (git: Git, request: GitRequest): Promise<Result<void, Failure>> => {
  const listed = await git(['ls-files', '-z', '-m', '-d', '-o', '--exclude-standard'], request);
  if (!listed.ok) return listed;
  const paths = [...new Set(splitNul(listed.value.stdout))];
  const files = paths.filter((path) => !path.endsWith('/'));
  if (files.length > 0) {
    const input = Buffer.from(files.map((path) => `${path}\0`).join(''), 'latin1');
    const updated = await git(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], {
      ...request,
      input,
    });
    if (!updated.ok) return updated;
  }
  for (const path of paths.filter((each) => each.endsWith('/'))) {
    const input = Buffer.from(`${path.slice(0, -1)}\0`, 'latin1');
    const arguments_ = ['update-index', '-z', '--add', '--replace', '--stdin'];
    // 128: a repository without a commit. There is nothing to record of it, and it stays where it is.
    const updated = await git(arguments_, { ...request, input, answers: [128] });
    if (!updated.ok) return updated;
  }
  return ok(undefined);
};

/** Writes the index as a tree and gives the tree's sha. */
export const writeTree = async (git: Git, request: GitRequest = {}): Promise<Result<string, Failure>> => {
  const written = await git(['write-tree'], request);
  return written.ok ? ok(written.value.stdout.toString('utf8').trim()) : written;
};
