/** Who goes first where several could. */
import { isLane } from './lane.ts';
import { usedBy } from './used.ts';
import type { Step } from './workstream.ts';

/** Of those that say nothing, on the scale from 1, which goes first, to 10. */
export const USUAL_PRIORITY = 5;

/** More steps than could follow each other. */
const MOST_STEPS = 2 ** 24;

/** How far a step stands before those that say nothing, in steps: of a workstream in a lane as that says. */
export const raisedBy = (step: Step): number => {
  const used = usedBy(step.body) ?? (isLane(step) ? usedBy(step.body?.steps[0]?.body) : null);
  return (USUAL_PRIORITY - (used?.priority ?? USUAL_PRIORITY)) * MOST_STEPS;
};

/** Places with those that go first before the others, else as they were. */
export const inTurn = (places: readonly number[], steps: readonly Step[]): readonly number[] => {
  const raised = (place: number): number => {
    const step = steps[place];
    return step === undefined ? 0 : raisedBy(step);
  };
  return places.toSorted((one, other) => raised(other) - raised(one));
};
