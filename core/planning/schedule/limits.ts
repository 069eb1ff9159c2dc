/** The numbers of a wrapper, as they stand in its definition or as their expressions gave them when it opened. */
import type { Limits, Plan } from '../../plan.ts';
import type { Amount, Foreach, Loop } from '../../workstream.ts';

const limitOf = (plan: Plan, place: number, name: keyof Limits, written: Amount | null): number | null =>
  plan.openings.get(place)?.limits[name] ?? (typeof written === 'number' ? written : null);

/** How many items may be under way at once; null: as many as the run allows. */
export const slotsOf = (plan: Plan, place: number, { concurrency }: Foreach): number | null =>
  limitOf(plan, place, 'concurrency', concurrency);

/** How many items must succeed; null: no item may fail that is not forgiven. */
export const quorumOf = (plan: Plan, place: number, { minSuccess }: Foreach): number | null =>
  limitOf(plan, place, 'minSuccess', minSuccess);

export const mostRoundsOf = (plan: Plan, place: number, { max }: Loop): number => limitOf(plan, place, 'max', max) ?? 1;

export const fewestRoundsOf = (plan: Plan, place: number, { min }: Loop): number =>
  limitOf(plan, place, 'min', min) ?? 1;
