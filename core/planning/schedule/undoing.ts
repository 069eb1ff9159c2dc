/** What of a run is to be undone, and how far that has come. */
import type { Happening } from '../../event.ts';
import type { StepId } from '../../id.ts';
import type { Run, RunCompensation } from '../../run.ts';
import { around } from '../../state/growth.ts';

export type Begun = Exclude<RunCompensation, 'wanted'>;

/** What of a run that is to go on has begun to be undone; null where nothing has. */
export const begunCompensation = ({ compensation }: Run): Begun | null =>
  compensation === 'wanted' ? null : compensation;

/** Compensation that goes on, in the order in which it began. */
export const compensatingAgain = ({ cause, order }: Begun): Happening => ({
  type: 'run.compensating',
  cause,
  ...(order === 'success' ? { order } : {}),
});

/** Whether compensation itself has been called off. */
export const isCompensationHalted = (run: Run): boolean =>
  run.status === 'cancelling' && begunCompensation(run) !== null;

/** Whether there is anything to do when the run has failed for good. */
export const hasCompensation = (run: Run): boolean =>
  run.place !== null && run.plan.compensation.some(({ undoes }) => isWanted(run, undoes));

/** A step is undone where it succeeded, and nothing around it that succeeded is undone as a whole; the branch in any case. */
export const isWanted = (run: Run, undone: StepId | null): boolean => {
  if (undone === null) return true;
  const place = run.plan.index.get(undone);
  if (place === undefined || run.steps[place]?.state.kind !== 'succeeded') return false;
  for (const composite of around(run.plan, place))
    if (run.plan.steps[composite]?.compensate !== null && run.steps[composite]?.state.kind === 'succeeded')
      return false;
  return true;
};
