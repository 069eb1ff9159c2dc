/** Steps that no author wrote: what belongs to a step of an author, and is done as a step of its own inside of it. */
import { stepId, type StepId } from './id.ts';
import type { Step } from './workstream.ts';

/** The checks of a group, the last in it; no step of an author can be called as these are. */
export const ACCEPTANCE: StepId = stepId('ws.acceptance');
/** What merges a lane, the last in it. */
export const MERGE: StepId = stepId('ws.merge');
/** What a lane is of that is no group: the step itself. */
export const WORK: StepId = stepId('ws.work');

type Named = Pick<Step, 'id'> | undefined;

/** `id` may be a path. */
const isNamed = (step: Named, name: StepId): boolean =>
  step !== undefined && (step.id === name || step.id.endsWith(`/${name}`));

/** Whether a step holds the checks of the group that it is in. */
export const isAcceptance = (step: Named): boolean => isNamed(step, ACCEPTANCE);

/** Whether a step merges the lane that it is the last of. */
export const isMerge = (step: Named): boolean => isNamed(step, MERGE);

/** Whether a step is what a lane of one step does. */
export const isWork = (step: Named): boolean => isNamed(step, WORK);

/** The path of the step that an author wrote, of what a lane of one step does: that of the lane. */
export const authoredPath = (path: string): string =>
  path.endsWith(`/${WORK}`) ? path.slice(0, -WORK.length - 1) : path;

/** Whether a step only finishes what the others in its group have done. */
export const isFinishing = (step: Named): boolean => isAcceptance(step) || isMerge(step);

/** Whether a step stands in the document where the composite stands that it is in. */
export const isHidden = (step: Named): boolean => isFinishing(step) || isWork(step);
