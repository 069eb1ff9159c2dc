/** Merges the branch of a run into the branch of a checkout; a conflict leaves nothing half done. */
import { mergeRun as merge } from '../../adapters/git/checkout/merge.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/store.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refusalOfMerge, refuse } from './refusals.ts';
import type { MergeEnd } from './upkeep.ts';

export type MergeRequest = {
  readonly run: RunRow;
  /** Where the checkout is that takes the work in. */
  readonly directory: string;
  /** As one commit. */
  readonly squash: boolean;
  /** Even if the run has not succeeded. */
  readonly force: boolean;
};

/** Merges a run that succeeded, or with `force` any run that nobody drives. */
export const mergeRun = async (
  { run, directory, squash, force }: MergeRequest,
  house: Pick<House, 'repository' | 'locks'>,
): Promise<Result<MergeEnd, Refusal>> => {
  if (run.status !== 'succeeded' && !force) {
    const hint = `Merge it all the same: ws merge ${run.id} --force`;
    return err({ ...invalid(`run ${run.id} has not succeeded: it is ${run.status}`, hint), kind: 'findings' });
  }
  if (await isDriven(run.id, house))
    return refuse('held', `run ${run.id} is still being driven`, `Wait for it, or: ws pause ${run.id}`);
  if (run.branch === null) return refuse('findings', `run ${run.id} has no branch yet`, null);
  await using _lock = await house.locks.acquireRepository();
  const merged = await merge({
    ...{ repository: house.repository, directory, branch: run.branch, into: null, squash, noFastForward: false },
    message: `Merge run ${run.id} of ${run.title}`,
  });
  if (!merged.ok) return refusalOfMerge(merged.error);
  const { sha, into, files } = merged.value;
  return ok({ commit: sha, into, files: files.length });
};
