/** One run among others, as a document. */
import type { Repository } from '../../adapters/git/repository.ts';
import type { ListedRun } from './list-runs.ts';
import { sourceAt, worktreeAt } from './run-site.ts';

/** One element of the array that `ws list --json` prints. */
export const listedRun = (repository: Repository, { run, damage }: ListedRun): object => {
  const { id, workstream, title, status, branch, createdAt, startedAt, finishedAt, discardedAt, isArchived } = run;
  const worktree = worktreeAt(repository, run);
  const source = sourceAt(repository, run);
  return {
    run: id,
    workstream,
    title,
    status,
    branch,
    worktree,
    source,
    createdAt,
    startedAt,
    finishedAt,
    discardedAt,
    isArchived,
    ...(damage === null ? {} : { damage }),
  };
};
