/**
 * Makes a commit of a user's checkout as it is, for a run to begin with.
 *
 * C1: an index of our own, and objects that nothing names yet: files, index, HEAD and branches of the user stay as they are.
 * C2: what a kill leaves behind is objects, which git removes in its own time, and an index, which the next call removes.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Failpoint, SecretIn } from '../../../core/system.ts';
import type { NestedRepositories } from '../../../core/workstream.ts';
import { writeCommit } from '../checkpoint/commit.ts';
import { copyIndex, indexOf, readIndex, rebuildIndex } from '../checkpoint/private-index.ts';
import { secretInCommit } from '../checkpoint/secrets.ts';
import { stageAll, writeTree } from '../checkpoint/stage.ts';
import { identityOf, type Git } from '../command/configured.ts';
import { fileFailure, makeStateDirectory, type Repository } from '../repository.ts';
import { objectsOf } from '../worktree/heads.ts';
import { areUnfiltered } from './move-checkout.ts';
import type { Refused } from './standing-checkout.ts';
import type { UncommittedFiles } from './uncommitted.ts';

export type CommitRequest = {
  readonly repository: Repository;
  /** What there is, as it was found a moment ago. */
  readonly uncommitted: UncommittedFiles;
  /** What becomes of repositories inside that have commits of their own. */
  readonly nestedRepositories: NestedRepositories;
  /** Tells what must not be committed; null where no secret is known. */
  readonly secretIn: SecretIn | null;
  readonly failpoint: Failpoint;
};

const PREFIX = 'uncommitted-';
/** An index that is older belongs to nobody any more. */
const STALE_MS = 24 * 60 * 60 * 1000;

/** C2 */
const dropStale = (folder: string): void => {
  for (const name of readdirSync(folder).filter((each) => each.startsWith(PREFIX))) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > STALE_MS) rmSync(path, { recursive: true, force: true });
  }
};

/** As it is: files that the user told git not to look at are none of a run's business, nor does `git status` count them. */
const copyOf = async (git: Git, gitDir: string, to: string): Promise<Result<void, Failure>> => {
  const real = indexOf(gitDir);
  if ((await readIndex(real)) === null) return rebuildIndex(git, to, 'HEAD');
  await copyIndex(real, to);
  return ok(undefined);
};

/** C1: the tree of the checkout as it is. */
const treeOfCheckout = async (
  { repository, uncommitted: { git }, nestedRepositories }: CommitRequest,
  folder: string,
): Promise<Result<string, Failure>> => {
  const index = join(folder, 'index');
  const copied = await copyOf(git, repository.gitDir, index);
  if (!copied.ok) return copied;
  const env = { GIT_INDEX_FILE: index };
  const staged = await stageAll(git, index, nestedRepositories, { env });
  return staged.ok ? writeTree(git, { env }) : staged;
};

const withFolder = async <T>(
  repository: Repository,
  work: (folder: string) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> => {
  const state = await makeStateDirectory(repository);
  if (!state.ok) return state;
  let folder: string | null = null;
  try {
    dropStale(state.value);
    folder = mkdtempSync(join(state.value, PREFIX));
    return await work(folder);
  } catch (error) {
    return err(fileFailure(error, 'cannot make a commit of what is not committed'));
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
};

const MESSAGE = 'What was not committed when a run began\n';

const commitTree = async (
  git: Git,
  tree: string,
  secretIn: SecretIn | null,
): Promise<Result<string | null, Failure>> => {
  const found = await objectsOf(git, ['HEAD^{commit}', 'HEAD^{tree}']);
  if (!found.ok) return found;
  const [head = null, before = null] = found.value;
  if (head === null || tree === before) return ok(null);
  const parents = [head];
  if (secretIn !== null) {
    const clean = await secretInCommit(git, { tip: head, tree, parents, message: MESSAGE }, secretIn);
    if (!clean.ok) return clean;
  }
  const identity = await identityOf(git);
  return identity.ok ? writeCommit(git, { tree, parents, message: MESSAGE, identity: identity.value }) : identity;
};

/**
 * Gives the commit, a child of HEAD that no ref names yet; null where the checkout holds what HEAD does. Refused where a
 * file would need a filter that is not run, holds a secret, or lies in a repository of its own.
 */
export const commitUncommitted = async (request: CommitRequest): Refused<string | null> => {
  const { repository, uncommitted, secretIn, failpoint } = request;
  const { git, files } = uncommitted;
  const unfiltered = await areUnfiltered(git, 'git commit', files);
  if (!unfiltered.ok) return unfiltered;
  return withFolder(repository, async (folder) => {
    const tree = await treeOfCheckout(request, folder);
    if (!tree.ok) return tree;
    failpoint('git.uncommitted.staged');
    const made = await commitTree(git, tree.value, secretIn);
    failpoint('git.uncommitted.committed');
    return made;
  });
};
