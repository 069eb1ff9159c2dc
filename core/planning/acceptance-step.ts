/** The checks of a group are a step of their own, the last one in it. */
import { ACCEPTANCE } from '../hidden-step.ts';
import type { ToolId } from '../id.ts';
import { plainStep } from '../plain-step.ts';
import type { Step } from '../workstream.ts';
import type { AcceptanceCheck } from '../acceptance-check.ts';

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
