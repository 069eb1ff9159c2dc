/** Where a person finds the files of a step: in the worktree of its run, or of the lane that it works in. */
import { slotsOf } from '../../adapters/git/lanes/pool.ts';
import type { Repository } from '../../adapters/git/repository.ts';
import { laneName, namesOf } from '../../adapters/git/worktree/names.ts';
import { worktreeOf } from '../../adapters/git/worktree/place.ts';
import { definitionAt } from '../../core/definition-at.ts';
import type { RunId, StepId } from '../../core/id.ts';
import { isLane } from '../../core/lane.ts';
import { parentPath } from '../../core/step-path.ts';
import type { Workstream } from '../../core/workstream.ts';

/** The innermost lane around a step; null where it works in none. */
const laneAround = (workstream: Workstream, step: StepId): StepId | null => {
  for (let path = parentPath(step); path !== null; path = parentPath(path))
    if (isLane(definitionAt(workstream, path) ?? undefined)) return path;
  return null;
};

/** Absolute. Reads a few small files where the step works in a lane. */
export const workplaceOf = (
  repository: Repository,
  { run, workstream }: { readonly run: RunId; readonly workstream: Workstream },
  step: StepId,
): string => {
  const path = laneAround(workstream, step);
  const names = path === null ? null : namesOf(repository, workstream.id, run);
  if (path === null || names === null) return worktreeOf(repository, run);
  const first = laneName({ path, generation: 1 });
  // Of a lane that was opened again the newest is meant; those before have given their worktree back, or lie idle.
  const generations = slotsOf(repository, names).flatMap(({ worktree, lane }) => {
    const nth = lane === first ? 1 : lane?.startsWith(`${first}.`) === true ? Number(lane.slice(first.length + 1)) : 0;
    return nth > 0 ? [{ worktree, nth }] : [];
  });
  const newest = generations.toSorted((one, other) => other.nth - one.nth)[0];
  return newest?.worktree ?? worktreeOf(repository, run);
};
