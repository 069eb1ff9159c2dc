/** The log in memory. */
import type { AppendError, EventLog } from '../../event-log.ts';
import { err, invariant, ok, type Result } from '../../result.ts';
import { invalidBatch } from '../batch.ts';
import type { Logs } from './logs.ts';

const appended: Promise<Result<void, AppendError>> = Promise.resolve(ok(undefined));

export const memoryEventLog = (logs: Logs): EventLog => ({
  append: (run, events) => {
    const first = events[0];
    if (first === undefined) return appended;
    const fault = invalidBatch(run, events);
    invariant(fault === null, fault ?? '');
    const seq = logs.get(run)?.events.length ?? 0;
    if (first.seq !== seq + 1) return Promise.resolve(err({ code: 'conflict', seq }));
    logs.append(run, events);
    return appended;
  },

  async *events(run, afterSeq) {
    const log = logs.get(run);
    if (log !== undefined)
      for (let place = afterSeq; place < log.events.length; place++) yield logs.recorded(log, place);
  },

  head: async (run) => {
    const log = logs.get(run);
    return log === undefined ? null : { seq: log.events.length, hash: logs.hash(log, log.events.length - 1) };
  },
});
