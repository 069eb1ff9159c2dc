/** Runs and steps from their tables. */
import type { Database } from 'better-sqlite3';
import { and, desc, eq, gte, inArray, isNotNull, sql, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Instant, RunId, StepId } from '../../id.ts';
import type { RunStatus, StepKind } from '../../run.ts';
import type { RunTables } from '../../run-tables.ts';
import { durationSampleRuns, medianDurations } from '../durations.ts';
import { detailOf, type DetailFields } from '../projection.ts';
import type { Patiently } from './retry.ts';

// The columns are those of the migrations, which are what is applied; the types are what append.ts writes into them.
const runs = sqliteTable('runs', {
  number: integer('number').primaryKey(),
  id: text('id').$type<RunId>().notNull(),
  workstream: text('workstream').notNull(),
  title: text('title').notNull(),
  status: text('status').$type<RunStatus>().notNull(),
  hash: text('hash').notNull(),
  source: text('source'),
  branch: text('branch'),
  base: text('base'),
  createdAt: integer('created_at').$type<Instant>().notNull(),
  startedAt: integer('started_at').$type<Instant>(),
  finishedAt: integer('finished_at').$type<Instant>(),
});

const steps = sqliteTable(
  'steps',
  {
    run: text('run').$type<RunId>().notNull(),
    step: text('step').$type<StepId>().notNull(),
    status: text('status').$type<StepKind>().notNull(),
    attempts: integer('attempts').notNull(),
    failures: integer('failures').notNull(),
    exitCode: integer('exit_code'),
    startedAt: integer('started_at').$type<Instant>(),
    finishedAt: integer('finished_at').$type<Instant>(),
    checkpoint: text('checkpoint'),
    detailSeq: integer('detail_seq'),
  },
  (table) => [primaryKey({ columns: [table.run, table.step] })],
);

const events = sqliteTable(
  'events',
  {
    run: text('run').$type<RunId>().notNull(),
    seq: integer('seq').notNull(),
    step: text('step').$type<StepId>(),
    payload: text('payload', { mode: 'json' }).$type<DetailFields>(),
  },
  (table) => [primaryKey({ columns: [table.run, table.seq] })],
);

/** As `isWaitAtBreaker` (failure-row.ts) has it. */
const isBreakerWait = sql`((type = 'step.retrying' AND json_extract(payload, '$.decision.kind') = 'wait')
  OR (type = 'step.parked' AND json_extract(payload, '$.cause.failure.code') = 'breaker-open'))`;

/** Of a run whose events are archived, how many they are; null for any other. */
const archivedSeq = sql`(SELECT seq FROM ledger
  WHERE run = ${runs.id} AND kind NOT IN ('created', 'ended') AND kind = 'archived' LIMIT 1)`;

/** Whether an event is missing before another one, or all of them are. What an edit did otherwise only verification tells. */
const hasGap = sql`(SELECT count(*) IS NOT max(seq) FROM events WHERE run = ${runs.id})`;

/**
 * The log decides whether a run is over, and how; the column says the rest, and all of it where the log is archived. A log with
 * a gap, or without the end that the ledger tells of, is damaged.
 */
const status = sql<RunStatus>`coalesce(
  CASE WHEN ${hasGap} AND ${archivedSeq} IS NULL THEN 'damaged' END,
  (SELECT CASE type WHEN 'run.succeeded' THEN 'succeeded' WHEN 'run.failed' THEN 'failed'
     WHEN 'run.cancelled' THEN 'cancelled' WHEN 'run.damaged' THEN 'damaged' END
   FROM events WHERE run = ${runs.id} ORDER BY seq DESC LIMIT 1),
  CASE WHEN ${runs.status} IN ('succeeded', 'failed', 'cancelled', 'damaged') AND ${archivedSeq} IS NULL
    THEN CASE WHEN EXISTS (SELECT 1 FROM ledger WHERE run = ${runs.id} AND kind = 'ended') THEN 'damaged' ELSE 'running' END
    ELSE ${runs.status} END)`;

/** What the ledger said last, where it is that the run was thrown away. */
const discardedAt = sql<Instant | null>`(SELECT CASE kind WHEN 'discarded' THEN seq END FROM ledger
   WHERE run = ${runs.id} AND kind NOT IN ('created', 'ended') AND kind IN ('discarded', 'restored')
   ORDER BY number DESC LIMIT 1)`;

/** The log knows: labels are asked for too seldom for a column. */
const hasLabel = (name: string, value: string): SQL =>
  sql`EXISTS (SELECT 1 FROM events, json_each(events.payload, '$.options.labels') AS label
    WHERE events.run = ${runs.id} AND events.seq = 1 AND label.key = ${name} AND label.value = ${value})`;

const holdsText = (text: string): SQL =>
  sql`(substr(${runs.id}, 1, length(${text})) = ${text}
    OR instr(lower(${runs.title}), lower(${text})) > 0 OR instr(lower(${runs.workstream}), lower(${text})) > 0)`;

const runRow = {
  id: runs.id,
  workstream: runs.workstream,
  title: runs.title,
  status,
  hash: runs.hash,
  source: runs.source,
  branch: runs.branch,
  base: runs.base,
  // The log knows; a column would cost a write with every append.
  seq: sql<number>`coalesce((SELECT max(seq) FROM events WHERE run = ${runs.id}), ${archivedSeq})`,
  createdAt: runs.createdAt,
  startedAt: runs.startedAt,
  finishedAt: runs.finishedAt,
  discardedAt,
  isArchived: sql<boolean>`${archivedSeq} IS NOT NULL`.mapWith(Boolean),
};

const stepRow = {
  step: steps.step,
  status: steps.status,
  attempts: steps.attempts,
  failures: steps.failures,
  exitCode: steps.exitCode,
  startedAt: steps.startedAt,
  finishedAt: steps.finishedAt,
  checkpoint: steps.checkpoint,
  detailSeq: steps.detailSeq,
  payload: events.payload,
};

export const sqliteRunTables = (database: Database, patiently: Patiently): RunTables => {
  const tables = drizzle(database);
  return {
    run: (id) => patiently(() => tables.select(runRow).from(runs).where(eq(runs.id, id)).get() ?? null),

    // Newest first: by the order in which they were made, whatever the clock said.
    runs: ({ statuses, workstream, limit, labels = {}, before, text, since }) => {
      const wanted: SQL[] = [];
      if (statuses !== null) wanted.push(inArray(status, [...statuses]));
      if (workstream !== null) wanted.push(eq(runs.workstream, workstream));
      for (const [name, value] of Object.entries(labels)) wanted.push(hasLabel(name, value));
      if (before !== undefined)
        wanted.push(sql`${runs.number} < (SELECT number FROM runs AS other WHERE other.id = ${before})`);
      if (text !== undefined) wanted.push(holdsText(text));
      if (since !== undefined) wanted.push(gte(runs.createdAt, since));
      return patiently(() =>
        tables
          .select(runRow)
          .from(runs)
          .where(and(...wanted))
          .orderBy(desc(runs.number))
          .limit(limit)
          .all(),
      );
    },

    runsLike: (prefix, limit) =>
      patiently(() =>
        tables
          .select({ id: runs.id })
          .from(runs)
          .where(sql`substr(${runs.id}, 1, length(${prefix})) = ${prefix}`)
          .orderBy(desc(runs.number))
          .limit(limit)
          .all()
          .map(({ id }) => id),
      ),

    unknownOf: (ids) =>
      patiently(() =>
        tables
          .all<{ readonly id: string }>(
            sql`SELECT value AS id FROM json_each(${JSON.stringify(ids)}) WHERE value NOT IN (SELECT ${runs.id} FROM ${runs})`,
          )
          .map(({ id }) => id),
      ),

    steps: (run) =>
      patiently(() =>
        tables
          .select(stepRow)
          .from(steps)
          .leftJoin(events, and(eq(events.run, steps.run), eq(events.seq, steps.detailSeq)))
          .where(eq(steps.run, run))
          .orderBy(steps.step)
          .all()
          .map(({ payload, detailSeq, ...row }) => ({ ...row, ...detailOf({ ...row, detailSeq }, payload) })),
      ),

    breakerWaits: (run) =>
      patiently(
        () =>
          new Map(
            tables
              .select({ step: events.step, waits: sql<number>`count(*)` })
              .from(events)
              .where(and(eq(events.run, run), isNotNull(events.step), isBreakerWait))
              .groupBy(events.step)
              .all()
              .flatMap(({ step, waits }) => (step === null ? [] : [[step, waits] as const])),
          ),
      ),

    stepDurations: (workstream) => {
      const newest = tables
        .select({ id: runs.id })
        .from(runs)
        .where(eq(runs.workstream, workstream))
        .orderBy(desc(runs.number))
        .limit(durationSampleRuns);
      return patiently(() =>
        medianDurations(
          tables
            .select({ step: steps.step, durationMs: sql<number>`${steps.finishedAt} - ${steps.startedAt}` })
            .from(steps)
            .where(and(inArray(steps.run, newest), eq(steps.status, 'succeeded'), isNotNull(steps.startedAt)))
            .all(),
        ),
      );
    },
  };
};
