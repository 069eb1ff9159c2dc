/** Signals in their table; a bell tells those who wait for one. */
import type { Database } from 'better-sqlite3';
import { and, eq, gt, inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Instant, RunId } from '../../id.ts';
import type { Signal, Signals, StoredSignal } from '../../signals.ts';
import type { Bell } from './bell.ts';
import type { Patiently } from './retry.ts';
import { seal } from './sums.ts';

const signals = sqliteTable('signals', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  run: text('run').$type<RunId>().notNull(),
  at: integer('at').$type<Instant>().notNull(),
  payload: text('payload', { mode: 'json' }).$type<Signal>().notNull(),
});

/** S1: the bell is rung after the commit, so that who looks because of it finds what was sent. */
export const sqliteSignals = (database: Database, patiently: Patiently, bell: Bell): Signals => {
  const tables = drizzle(database);
  const later = (run: RunId, after: number): Promise<readonly StoredSignal[]> =>
    patiently(() =>
      tables
        .select({ id: signals.id, signal: signals.payload })
        .from(signals)
        .where(and(eq(signals.run, run), gt(signals.id, after)))
        .orderBy(signals.id)
        .all(),
    );
  const change = <T>(write: () => T): T =>
    database
      .transaction(() => {
        const written = write();
        seal(database, 'signals');
        return written;
      })
      .immediate();
  return {
    sendSignal: async (run, at, payload) => {
      const sent = await patiently(() =>
        change(() => Number(tables.insert(signals).values({ run, at, payload }).run().lastInsertRowid)),
      );
      bell.ring(); // S1
      return sent;
    },

    signals: (run) => later(run, 0),

    forgetSignals: async (ids) => {
      if (ids.length === 0) return;
      const forget = tables.delete(signals).where(inArray(signals.id, [...ids]));
      await patiently(() => change(() => void forget.run()));
    },

    async *watchSignals(run, after, ended) {
      let newest = after;
      for await (const _ of bell.rings(ended))
        for (const stored of await later(run, newest)) {
          if (ended.aborted) return;
          newest = stored.id;
          yield stored;
        }
    },
  };
};
