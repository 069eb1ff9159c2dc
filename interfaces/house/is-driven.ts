/** Tells whether some process drives a run at this moment. */
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';

/** Asking holds the run's lock for a moment. */
export const isDriven = async (run: RunId, { locks }: Pick<House, 'locks'>): Promise<boolean> => {
  const lock = await locks.acquire(run);
  await lock?.[Symbol.asyncDispose]();
  return lock === null;
};
