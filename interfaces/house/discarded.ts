/** What a run that was thrown away is told apart by, and why nothing is done with it. */
import type { RunRow } from '../../core/run-tables.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

/** Refuses to do anything with a run that was thrown away, and says how to get it back; null for any other. */
export const refusalOfDiscarded = ({ id, discardedAt }: Pick<RunRow, 'id' | 'discardedAt'>): Refusal | null =>
  discardedAt === null ? null : invalid(`run ${id} was thrown away`, `Bring it back first: ws discard --undo ${id}`);
