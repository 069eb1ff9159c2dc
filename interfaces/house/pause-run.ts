/** Asks for a run to stand still: what runs in it ends first. */
import type { RunRow } from '../../core/run-tables.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { isFinished } from './pick-run.ts';

/** What became of the wish. `undriven`: nobody drives the run, so it stands still already. */
export type PauseEnd = 'finished' | 'undriven' | 'asked';

/** Leaves the wish for the driver of the run; `by` is who asks, for the log. */
export const pauseRun = async (
  { run, by }: { readonly run: RunRow; readonly by: string },
  house: Pick<House, 'store' | 'clock' | 'locks'>,
): Promise<PauseEnd> => {
  if (isFinished(run.status)) return 'finished';
  if (!(await isDriven(run.id, house))) return 'undriven';
  await house.store.sendSignal(run.id, house.clock.now(), { kind: 'pause', by });
  return 'asked';
};
