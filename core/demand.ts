/** What a step asks of the end of one that it needs, where that is more than that it ended well. */
import type { StepId } from './id.ts';
import { unreachable } from './result.ts';
import type { StepState } from './run.ts';

/** `succeeded`: not in a way that spoils what comes after. */
export type When = 'succeeded' | 'failed' | 'finished' | 'skipped';

/** Of those with `any` one is enough. */
export type Demand = { readonly step: StepId; readonly when: When; readonly any: boolean };

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

/** Whether a step asks for ends that are no success: then a failure is what it may be there for. */
export const asksForEnds = ({ demands = [] }: { readonly demands?: readonly Demand[] }): boolean =>
  demands.some(({ when }) => when !== 'succeeded');
