/** Asks for the end of a run for good, and, where that is wanted, for what succeeded in it to be undone. */
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { isFinished } from './pick-run.ts';
import type { Refusal } from './refusal.ts';
import { invalid, outcomeWords } from './refusals.ts';

export type CancelRequest = {
  readonly run: RunRow;
  /** Whether what succeeded is to be undone. */
  readonly compensates: boolean;
  /** Who asks, for the log. */
  readonly by: string;
};

/**
 * What became of the wish. `asked`: its driver is asked. `undoing`: its driver undoes it already. `undriven`: nobody
 * drives the run, so whoever drives it next (drive-run.ts) cancels it first.
 */
export type CancelEnd = 'finished' | 'asked' | 'undoing' | 'undriven';

const hasBegunUndoing = async (run: RunRow, store: House['store']): Promise<boolean> => {
  for await (const { type } of store.events(run.id, 0)) if (type === 'run.compensating') return true;
  return false;
};

/** Why the run cannot be undone any more; null where it can, or has been. */
const tooLateToUndo = async (run: RunRow, store: House['store']): Promise<Refusal | null> => {
  const hasBegun = await hasBegunUndoing(run, store);
  if (run.status === 'cancelling' && hasBegun)
    return invalid(`the undoing of run ${run.id} was called off, and cannot be taken up again`);
  if (!isFinished(run.status) || hasBegun) return null;
  return invalid(`run ${run.id} ${outcomeWords(run.status)} already: what succeeded in it can no longer be undone`);
};

/** Leaves the wish for the driver of the run; refused where it is too late to undo. */
export const cancelRun = async (
  { run, compensates, by }: CancelRequest,
  house: Pick<House, 'store' | 'clock' | 'locks'>,
): Promise<Result<CancelEnd, Refusal>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err(discarded);
  const refusal = compensates ? await tooLateToUndo(run, house.store) : null;
  if (refusal !== null) return err(refusal);
  if (isFinished(run.status)) return ok('finished');
  await house.store.sendSignal(run.id, house.clock.now(), { kind: 'cancel', by, compensate: compensates });
  if (!(await isDriven(run.id, house))) return ok('undriven');
  return ok(compensates && run.status === 'compensating' ? 'undoing' : 'asked');
};
