/** The step that undoes another one. */
import { stepId, type StepId } from './id.ts';
import { plainStep } from './plain-step.ts';
import type { Step, StepPlace } from './workstream.ts';

const ENDING = '.compensate';

/** The step that undoes the step of this name. */
export const compensationOf = (id: StepId): StepId => stepId(`${id}${ENDING}`);

/** The step that this one undoes; null where it undoes none. */
export const compensatedBy = (id: StepId): StepId | null =>
  id.endsWith(ENDING) ? stepId(id.slice(0, -ENDING.length)) : null;

/** Who undoes work does not look for other ways to do so. */
export const NO_FIXES = 0;

/** What undoes a step that changed nothing git tracks may still have to change something. */
const placeOf = ({ env, secrets, cwd, access, sandbox }: StepPlace): StepPlace => ({
  env,
  ...(secrets === undefined ? {} : { secrets }),
  cwd,
  access: access === 'read' ? null : access,
  sandbox,
});

/** null where nobody said how the step is undone. */
export const compensationStep = (step: Step): Step | null => {
  if (step.compensate === null) return null;
  const { tool, ...how } = step.compensate;
  const limits = step.limits === undefined ? {} : { limits: step.limits };
  return { ...plainStep(compensationOf(step.id), tool), ...how, ...placeOf(step), ...limits, fixes: NO_FIXES };
};
