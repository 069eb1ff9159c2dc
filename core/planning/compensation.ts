/** The steps that undo a run: one for each step that says how, in reverse order, and one for the branch. */
import { stepId, toolId, type StepId, type ToolId } from '../id.ts';
import type { Step, StepPlace, Workstream } from '../workstream.ts';
import { PLAIN_STEP, plainStep } from '../plain-step.ts';

/** The name of the step that puts the branch back; no step of an author can have it. */
export const ROLLBACK: StepId = stepId('ws.rollback');
/** The tool of that step, which is the engine's own. */
const ROLLBACK_TOOL: ToolId = toolId('ws.rollback');

const ENDING = '.compensate';

/** The step that undoes the step of this name. */
export const compensationOf = (id: StepId): StepId => stepId(`${id}${ENDING}`);

/** The step that this one undoes; null where it undoes none. */
export const compensatedBy = (id: StepId): StepId | null =>
  id.endsWith(ENDING) ? stepId(id.slice(0, -ENDING.length)) : null;

/** Who undoes work does not look for other ways to do so. */
const NO_FIXES = 0;
const ROLLBACK_RETRIES = 2;

/** What undoes a step that changed nothing git tracks may still have to change something. */
const placeOf = ({ env, secrets, cwd, access, sandbox }: StepPlace): StepPlace => ({
  env,
  ...(secrets === undefined ? {} : { secrets }),
  cwd,
  access: access === 'read' ? null : access,
  sandbox,
});

const compensationStep = (step: Step): readonly Step[] => {
  if (step.compensate === null) return [];
  const { tool, ...how } = step.compensate;
  const limits = step.limits === undefined ? {} : { limits: step.limits };
  return [{ ...plainStep(compensationOf(step.id), tool), ...how, ...placeOf(step), ...limits, fixes: NO_FIXES }];
};

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
  ...[...ordered].reverse().flatMap(compensationStep),
  ...(workstream.onFailure === 'rollback' ? [rollbackStep()] : []),
];
