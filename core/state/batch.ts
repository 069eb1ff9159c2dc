/** What every append must be, whatever store it goes to. */
import type { WsEvent } from '../event.ts';
import type { RunId } from '../id.ts';

/**
 * The sentence that says why events cannot be appended together, or null where they can: they belong to one run, are
 * numbered on without a gap, and `run.created` is the first event of a run and no other.
 */
export const invalidBatch = (run: RunId, events: readonly WsEvent[]): string | null => {
  let seq = events[0]?.seq ?? 0;
  for (const event of events) {
    if (event.run !== run) return `an event of run ${event.run} is appended to run ${run}`;
    if (event.seq !== seq) return `event ${event.seq} of run ${run} is appended where ${seq} is due`;
    if ((event.type === 'run.created') !== (seq === 1)) return `event ${seq} of run ${run} is ${event.type}`;
    if (!Number.isSafeInteger(event.at))
      return `event ${seq} of run ${run} happens at ${event.at}, not at a whole millisecond`;
    seq++;
  }
  return null;
};
