/** Marks of runs, in the ledger. */
import type { Database } from 'better-sqlite3';
import type { RunMarks } from '../../run-marks.ts';
import type { Digest } from '../../system.ts';
import { LedgerWriter } from './ledger-writer.ts';
import type { Patiently } from './retry.ts';

export const sqliteMarks = (database: Database, digest: Digest, patiently: Patiently): RunMarks => {
  const ledger = new LedgerWriter(database, digest);
  const head = database.prepare('SELECT hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1').pluck();
  return {
    mark: async (run, kind, at) => {
      const note = database.transaction(() => {
        const hash = head.get(run);
        if (typeof hash === 'string') ledger.add({ kind, run, seq: at, head: hash });
      });
      await patiently(() => note.immediate());
    },
  };
};
