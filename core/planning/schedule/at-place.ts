/** A step of a run by its place: what its author wrote, and how it stands. */
import { invariant } from '../../result.ts';
import type { Run, StepRun } from '../../run.ts';
import type { Step } from '../../workstream.ts';

export const stepAt = (run: Run, place: number): Step => {
  const step = run.plan.steps[place];
  invariant(step !== undefined, `no step at ${place}`);
  return step;
};

export const stepRunAt = (run: Run, place: number): StepRun => {
  const step = run.steps[place];
  invariant(step !== undefined, `no step at ${place}`);
  return step;
};
