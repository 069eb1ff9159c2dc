/** Where a step works: in the worktree of its run, or in that of a lane, on a branch of its own that is merged back. */
import { isMerge } from './hidden-step.ts';
import { toolId, type StepId, type ToolId } from './id.ts';
import { parentOf, type Plan } from './plan.ts';
import type { Step } from './workstream.ts';

/** One generation of a lane. `around`: the lane that it forks from and is merged back into; null: the branch of the run. */
export type Lane = { readonly path: StepId; readonly generation: number; readonly around: Lane | null };

/** The tool of a merge, which is the engine's own. */
export const MERGE_TOOL: ToolId = toolId('ws.merge');

/** Whether a composite has a lane of its own. */
export const isLane = (step: Pick<Step, 'body'> | undefined): boolean =>
  step?.body?.kind === 'group' && step.body.lane !== undefined;

type Laid = Pick<Plan, 'above' | 'steps'>;

/** The place of the innermost lane around a step, in which a merge stands as well; null where there is none. */
const laneAround = (plan: Laid, place: number): number | null => {
  for (let at = parentOf(plan, place); at !== null; at = parentOf(plan, at)) if (isLane(plan.steps[at])) return at;
  return null;
};

/** The place of the composite in whose lane a step works; null: in the worktree of the run. A lane is merged from around it. */
export const laneAt = (plan: Laid, place: number): number | null => {
  const lane = laneAround(plan, place);
  return lane !== null && isMerge(plan.steps[place]) ? laneAround(plan, lane) : lane;
};

/** The lane of the composite at a place, as it is open now. */
export const laneOf = (plan: Laid & Pick<Plan, 'openings'>, place: number | null): Lane | null => {
  const step = place === null ? undefined : plan.steps[place];
  if (place === null || step === undefined) return null;
  const generation = plan.openings.get(place)?.generation ?? 1;
  return { path: step.id, generation, around: laneOf(plan, laneAround(plan, place)) };
};

/** The lane that a merge merges. */
export const mergedBy = (plan: Laid & Pick<Plan, 'openings'>, place: number): Lane | null =>
  laneOf(plan, laneAround(plan, place));

/** What tells lanes of a run apart. */
export const laneKey = (lane: Lane | null): string => (lane === null ? '' : `${lane.path}@${lane.generation}`);
