/** What a step asks of the end of one that it needs, where that is more than that it ended well. */
import type { StepId } from './id.ts';

/** `succeeded`: not in a way that spoils what comes after. */
export type When = 'succeeded' | 'failed' | 'finished' | 'skipped';

/** Of those with `any` one is enough. */
export type Demand = { readonly step: StepId; readonly when: When; readonly any: boolean };

/** Whether a step asks for ends that are no success: then a failure is what it may be there for. */
export const asksForEnds = ({ demands = [] }: { readonly demands?: readonly Demand[] }): boolean =>
  demands.some(({ when }) => when !== 'succeeded');
