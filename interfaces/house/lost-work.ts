/** Whether the branch of a run still holds what its log calls finished. */
import { isAncestor } from '../../adapters/git/checkpoint/restore-branch.ts';
import { gitOn } from '../../adapters/git/repository.ts';
import { loadRun } from '../../core/engine/load-run.ts';
import { newestCheckpoint } from '../../core/engine/newest-checkpoint.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { House } from './house.ts';
import { planParts } from './plan-parts.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** Why the branch is not what the run made; null where it holds all of that. Costs a git process, and reads the log. */
export const refusalOfLostWork = async (
  { id, branch, isArchived }: Pick<RunRow, 'id' | 'branch' | 'isArchived'>,
  { store, repository }: Pick<House, 'store' | 'repository'>,
): Promise<Refusal | null> => {
  if (branch === null || isArchived) return null;
  const run = await loadRun(id, { store, ...planParts });
  const recorded = run === null ? null : newestCheckpoint(run);
  if (recorded === null) return null;
  const held = await isAncestor(gitOn(repository), recorded, `refs/heads/${branch}`);
  if (!held.ok) return refuse('environment', held.error.message, null).error;
  if (held.value === true) return null;
  const message = `the branch ${branch} does not hold the finished work of run ${id}, which ended with ${recorded.slice(0, 12)}: it was deleted or moved`;
  return refuse('findings', message, `Put it back to where the log knows it: ws resume ${id} --restore-branch`).error;
};
