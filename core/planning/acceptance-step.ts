/** The checks of a group are a step of their own, the last one in it. */
import { stepId, type StepId, type ToolId } from '../id.ts';
import { plainStep } from '../plain-step.ts';
import type { AcceptanceCheck, Step } from '../workstream.ts';

/** No step of an author can be called so. */
const ACCEPTANCE: StepId = stepId('ws.acceptance');

/** Whether a step holds the checks of the group that it is in; `id` may be a path. */
export const isAcceptance = (step: Pick<Step, 'id'> | undefined): boolean =>
  step !== undefined && (step.id === ACCEPTANCE || step.id.endsWith(`/${ACCEPTANCE}`));

/** The step that holds the checks of a group of `steps`; `scriptTool` is what runs scripts. */
export const acceptanceStep = (
  acceptance: readonly AcceptanceCheck[],
  steps: readonly Step[],
  scriptTool: ToolId,
): Step => ({
  ...plainStep(ACCEPTANCE, scriptTool),
  with: { run: 'true' },
  needs: steps.map(({ id }) => id),
  acceptance,
});
