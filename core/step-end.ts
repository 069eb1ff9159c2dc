/** How a step has ended, for those that need it. */
import type { When } from './demand.ts';
import { unreachable } from './result.ts';
import type { StepState } from './run.ts';

/** Whether an end spoils what depends on it. */
export const isHardEnd = (state: StepState): boolean => {
  if (state.kind === 'failed') return !state.isForgiven;
  return state.kind === 'cancelled' || (state.kind === 'skipped' && state.reason === 'upstream');
};

/** Whether a step that has ended did so as is asked for. */
export const isAsked = (when: When, state: StepState): boolean => {
  switch (when) {
    case 'succeeded':
      return !isHardEnd(state);
    case 'failed':
    case 'skipped':
      return state.kind === when;
    case 'finished':
      return true;
    default:
      return unreachable(when);
  }
};
