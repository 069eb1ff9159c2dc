/** One run among others, as a document. */
import type { RunRow } from '../../core/store.ts';

/** One element of the array that `ws list --json` prints. */
export const listedRun = (run: RunRow): object => {
  const { id, workstream, title, status, branch, worktree, source, createdAt, startedAt, finishedAt } = run;
  return { run: id, workstream, title, status, branch, worktree, source, createdAt, startedAt, finishedAt };
};
