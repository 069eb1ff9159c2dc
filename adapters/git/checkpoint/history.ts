/** Reads what the commits of a run say: which is its last checkpoint, and which attempts the checkpoints vouch for. */
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { CheckpointedAttempt } from '../../../core/workspace.ts';
import type { Git } from '../command/configured.ts';
import { readSharedWith, readTrailers, type Owner } from './trailers.ts';

/** `before` is the last checkpoint before, or the base. */
export type Checkpoint = {
  readonly sha: string;
  readonly before: string;
  readonly attempts: readonly Omit<CheckpointedAttempt, 'sha'>[];
  /** Steps that may have written what is in it as another one has. */
  readonly sharedWith: readonly StepId[];
};

export type History = { readonly head: string; readonly checkpoints: readonly Checkpoint[] };

export type Commit = { readonly sha: string; readonly parents: readonly string[]; readonly message: string };

/** The commits of `tips` since the base, oldest first. */
export const readCommits = async (
  git: Git,
  base: string,
  tips: readonly string[],
): Promise<Result<readonly Commit[], Failure>> => {
  const format = '--format=%H%x00%P%x00%B%x00';
  const range = ['--reverse', '--topo-order', '--no-commit-header', format, `^${base}`, ...tips, '--'];
  const read = await git(['rev-list', ...range], { reads: true });
  if (!read.ok) return read;
  const parts = read.value.stdout.toString('utf8').split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [sha = '', parents = '', message = ''] = parts.slice(at, at + 3);
    commits.push({ sha: sha.trim(), parents: parents.split(' ').filter((each) => each !== ''), message });
  }
  return ok(commits);
};

/**
 * Reads the checkpoints of a run or a lane, oldest first. `head` is the last one that a ref names; a checkpoint commit on the branch that follows
 * from it is taken over too, because a crash may come between the moves of the two refs.
 */
export const readHistory = async (
  git: Git,
  owner: Owner,
  { base, recorded, branch }: { readonly base: string; readonly recorded: string; readonly branch: string | null },
): Promise<Result<History, Failure>> => {
  if (recorded === base && (branch === null || branch === base)) return ok({ head: base, checkpoints: [] });
  const read = await readCommits(git, base, branch === null ? [recorded] : [recorded, branch]);
  if (!read.ok) return read;

  const following = new Set([recorded]);
  let head = recorded;
  for (const { sha, parents, message } of read.value) {
    if (!parents.some((parent) => following.has(parent))) continue;
    following.add(sha);
    if (readTrailers(owner, message) !== null) head = sha;
  }

  const contained = new Set([head]);
  for (const { sha, parents } of read.value.toReversed()) {
    if (contained.has(sha)) for (const parent of parents) contained.add(parent);
  }
  const checkpoints: Checkpoint[] = [];
  for (const { sha, message } of read.value) {
    const attempts = contained.has(sha) ? readTrailers(owner, message) : null;
    if (attempts === null) continue;
    const before = checkpoints.at(-1)?.sha ?? base;
    checkpoints.push({ sha, before, attempts, sharedWith: readSharedWith(message) });
  }
  return ok({ head, checkpoints });
};
