/** The step as its next attempt is made: itself, or the alternative it has fallen back to. */
import { invariant } from '../../result.ts';
import type { Recovery } from '../../run.ts';
import type { Step } from '../../workstream.ts';

/** Gives the step itself where it has not fallen back. */
export const chosenStep = (step: Step, { alternative }: Recovery): Step => {
  if (alternative === 0) return step;
  const chosen = step.fallback[alternative - 1];
  invariant(chosen !== undefined, `${step.id} has no alternative ${alternative}`);
  return { ...step, ...chosen };
};
