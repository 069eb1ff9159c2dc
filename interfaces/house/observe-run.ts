/** Everything that happens to one run, as it happens. */
import type { RecordedEvent } from '../../core/event.ts';
import type { RunId } from '../../core/id.ts';
import { invariant } from '../../core/result.ts';
import type { House } from './house.ts';
import { isFinished } from './pick-run.ts';

export type ObserveRequest = {
  readonly run: RunId;
  /** The `seq` after which it begins; 0 for all of them. */
  readonly after: number;
  /** Ends it. */
  readonly signal: AbortSignal;
};

const isOver = async (run: RunId, { store }: Pick<House, 'store'>): Promise<boolean> => {
  const row = await store.run(run);
  return row === null || isFinished(row.status);
};

/**
 * Every event of the run once and in order, those of other processes too, until it is finished or `signal` aborts.
 *
 *   O1. The bell is listened to before the log is read, and the log is read to its end after each ring: nothing is passed over.
 *   O2. Whether the run is over is asked before the log is read: its last event is given, too.
 *   O3. The next event is read when the one before has been dealt with: who is slow holds nothing in memory.
 */
export async function* observeRun(
  { run, after, signal }: ObserveRequest,
  house: Pick<House, 'store' | 'state'>,
): AsyncGenerator<RecordedEvent> {
  const opened = await house.state.openTail();
  invariant(opened.ok, `the log can be followed where it can be read${opened.ok ? '' : `: ${opened.error}`}`);
  await using tail = opened.value;
  let seq = after;
  for await (const _ of tail.changes(signal)) {
    const ends = await isOver(run, house); // O2
    for await (const event of house.store.events(run, seq)) {
      if (signal.aborted) return;
      seq = event.seq;
      yield event; // O3
    }
    if (ends) return;
  }
}
