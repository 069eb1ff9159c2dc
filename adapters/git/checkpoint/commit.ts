/** Makes commits and moves refs by plumbing: nothing but what is asked for happens. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Git } from '../command/configured.ts';

export type NewCommit = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Who commits, where it is not whom git knows. */
  readonly identity: Readonly<Record<string, string>>;
};

/** Writes a commit object, durably, and gives its sha. No ref moves. */
export const writeCommit = async (git: Git, commit: NewCommit): Promise<Result<string, Failure>> => {
  const parents = commit.parents.flatMap((sha) => ['-p', sha]);
  const written = await git(['commit-tree', ...parents, '-F', '-', commit.tree], {
    input: commit.message,
    env: commit.identity,
  });
  return written.ok ? ok(written.value.stdout.toString('utf8').trim()) : written;
};

/** Moves `ref` from `from` (null: it must not exist yet) to `to` (null: it goes away). */
export type RefMove = { readonly ref: string; readonly from: string | null; readonly to: string | null };

/** Moves refs together; fails, and moves none, where one is not where it is expected to be (compare and swap). */
export const moveRefs = async (git: Git, reason: string, moves: readonly RefMove[]): Promise<Result<void, Failure>> => {
  const lines = moves.map(({ ref, from, to }) => {
    if (to === null) return `delete ${ref}${from === null ? '' : ` ${from}`}\n`;
    return from === null ? `create ${ref} ${to}\n` : `update ${ref} ${to} ${from}\n`;
  });
  const moved = await git(['update-ref', '-m', reason, '--stdin'], { input: lines.join('') });
  return moved.ok ? ok(undefined) : moved;
};

/**
 * Gives those of `commits` that none of the others already contains, in the order given: the parents of a commit that
 * loses none of them.
 */
export const independentOf = async (
  git: Git,
  commits: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  const unique = [...new Set(commits)];
  if (unique.length < 2) return ok(unique);
  const asked = await git(['merge-base', '--independent', ...unique], { reads: true });
  if (!asked.ok) return asked;
  const kept = new Set(asked.value.stdout.toString('utf8').trim().split('\n'));
  return ok(unique.filter((sha) => kept.has(sha)));
};
