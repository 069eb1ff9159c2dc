/** The log of a run: appended to by its driver, read back a page at a time. */
import { invariant, err, ok } from '../../result.ts';
import type { EventLog } from '../../event-log.ts';
import { invalidBatch } from '../batch.ts';
import type { GroupCommit } from './commit.ts';
import type { LogReader } from './log.ts';
import type { Patiently } from './retry.ts';

/** `commits` is null where the database was opened for reading only. */
export const sqliteEventLog = (
  file: string,
  reader: LogReader,
  commits: GroupCommit | null,
  patiently: Patiently,
): EventLog => ({
  append: async (run, events) => {
    const fault = invalidBatch(run, events);
    invariant(fault === null, fault ?? '');
    if (commits === null) return err({ code: 'broken', message: `${file} was opened for reading only` });
    return events.length === 0 ? ok(undefined) : commits.append(run, events);
  },

  async *events(run, afterSeq) {
    for (let after = afterSeq; ; ) {
      const page = await patiently(() => reader.page(run, after));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.seq;
    }
  },

  head: (run) => patiently(() => reader.head(run)),
});
