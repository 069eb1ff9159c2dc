/** The numbers of a wrapper, as they stand in its definition or as their expressions gave them when it opened. */
import type { Limits, Plan } from '../../plan.ts';
import { usedBy } from '../../used.ts';
import type { Amount, Body, Foreach, Loop } from '../../workstream.ts';

const limitOf = (plan: Plan, place: number, name: keyof Limits, written: Amount | null): number | null =>
  plan.openings.get(place)?.limits[name] ?? (typeof written === 'number' ? written : null);

/** How many inner steps may be under way at once; null: as many as the run allows. */
export const slotsOf = (plan: Plan, place: number, body: Body | undefined): number | null =>
  body?.kind === 'foreach'
    ? limitOf(plan, place, 'concurrency', body.concurrency)
    : (usedBy(body)?.concurrency ?? null);

/** How many items must succeed; null: no item may fail that is not forgiven. */
export const quorumOf = (plan: Plan, place: number, { minSuccess }: Foreach): number | null =>
  limitOf(plan, place, 'minSuccess', minSuccess);

export const mostRoundsOf = (plan: Plan, place: number, { max }: Loop): number => limitOf(plan, place, 'max', max) ?? 1;

export const fewestRoundsOf = (plan: Plan, place: number, { min }: Loop): number =>
  limitOf(plan, place, 'min', min) ?? 1;
