/** The steps that undo a run: one for each step that says how, in reverse order, and one for the branch. */
import { compensationStep, NO_FIXES } from '../compensating.ts';
import { stepId, toolId, type StepId, type ToolId } from '../id.ts';
import type { Step, Workstream } from '../workstream.ts';
import { PLAIN_STEP, plainStep } from '../plain-step.ts';

/** The name of the step that puts the branch back; no step of an author can have it. */
export const ROLLBACK: StepId = stepId('ws.rollback');
/** The tool of that step, which is the engine's own. */
const ROLLBACK_TOOL: ToolId = toolId('ws.rollback');
const ROLLBACK_RETRIES = 2;

const rollbackStep = (): Step => ({
  ...plainStep(ROLLBACK, ROLLBACK_TOOL),
  timeoutMs: 600_000,
  retry: { ...PLAIN_STEP.retry, limit: ROLLBACK_RETRIES },
  fixes: NO_FIXES,
  access: 'exclusive',
});

/**
 * What is done, one after another, when a run fails for good: the compensations of `ordered` in reverse, then the
 * rollback where the workstream asks for it. `ordered` are its steps, each after what it needs.
 */
export const compensationSteps = (workstream: Workstream, ordered: Iterable<Step>): readonly Step[] => [
  ...[...ordered].reverse().flatMap((step) => compensationStep(step) ?? []),
  ...(workstream.onFailure === 'rollback' ? [rollbackStep()] : []),
];
