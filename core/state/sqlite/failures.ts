/** Failures from their table, as a list and counted. */
import type { Database } from 'better-sqlite3';
import { and, desc, eq, gte, inArray, isNull, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FailureRow, Failures } from '../../failures.ts';
import type { Instant, RunId, StepId } from '../../id.ts';
import { FailureCounter } from './failure-stats.ts';
import type { Patiently } from './retry.ts';

// The types are what failure-writer.ts writes into the columns.
const failures = sqliteTable(
  'failures',
  {
    run: text('run').$type<RunId>().notNull(),
    seq: integer('seq').notNull(),
    step: text('step').$type<StepId>().notNull(),
    attempt: integer('attempt'),
    at: integer('at').$type<Instant>().notNull(),
    code: text('code').$type<FailureRow['code']>().notNull(),
    severity: text('severity').$type<FailureRow['severity']>().notNull(),
    plugin: text('plugin'),
    signature: text('signature').notNull(),
    message: text('message').notNull(),
    issues: integer('issues').notNull(),
    decision: text('decision').$type<FailureRow['decision']>().notNull(),
    reason: text('reason').notNull(),
    helped: integer('helped', { mode: 'boolean' }),
    retriedBy: text('retried_by').$type<RunId>(),
  },
  (table) => [primaryKey({ columns: [table.run, table.seq] })],
);

export const sqliteFailures = (database: Database, patiently: Patiently): Failures => {
  const tables = drizzle(database);
  let counter: FailureCounter | null = null;
  return {
    failures: ({ run, decisions, since, isOpen, limit }) => {
      const wanted: SQL[] = [gte(failures.at, since)];
      if (run !== null) wanted.push(eq(failures.run, run));
      if (decisions !== null) wanted.push(inArray(failures.decision, [...decisions]));
      if (isOpen) wanted.push(isNull(failures.retriedBy));
      return patiently(() =>
        tables
          .select()
          .from(failures)
          .where(and(...wanted))
          .orderBy(desc(failures.at), desc(failures.seq))
          .limit(limit)
          .all(),
      );
    },

    failureStats: (since) => patiently(() => (counter ??= new FailureCounter(database)).stats(since)),
  };
};
