/** The step as its next attempt is made: with the tool that was chosen for it, or by the alternative it has fallen back to. */
import type { Choice } from '../../choice.ts';
import { invariant } from '../../result.ts';
import type { Recovery } from '../../run.ts';
import type { Step } from '../../workstream.ts';

/** The step with what was chosen for it; itself where nothing was. */
export const withChoice = (step: Step, choice: Choice | null): Step => {
  if (choice === null) return step;
  const { tool, timeoutMs, retry, fallback } = choice;
  return {
    ...step,
    tool,
    timeoutMs: timeoutMs ?? step.timeoutMs,
    retry: retry ?? step.retry,
    fallback: fallback?.map((way) => ({ tool: way, with: step.with, breakers: [] })) ?? step.fallback,
  };
};

/** Gives the step itself where it has not fallen back and nothing was chosen. */
export const chosenStep = (step: Step, { alternative, choice }: Recovery): Step => {
  const own = withChoice(step, choice);
  if (alternative === 0) return own;
  const chosen = own.fallback[alternative - 1];
  invariant(chosen !== undefined, `${step.id} has no alternative ${alternative}`);
  return { ...own, ...chosen };
};
