/** The tables as drizzle sees them, and everything that is read from them and is not the log. */
import type { Database } from 'better-sqlite3';
import { and, desc, eq, gte, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Instant, RunId, StepId } from '../../id.ts';
import type { RunStatus, StepKind } from '../../run.ts';
import type { FailureFilter, FailureRow, RunFilter, RunRow, Signal, StepRow, StoredSignal } from '../../store.ts';
import { detailOf, type DetailFields } from '../projection.ts';
import { durationSampleRuns, medianDurations } from '../durations.ts';

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
    payload: text('payload', { mode: 'json' }).$type<DetailFields>(),
  },
  (table) => [primaryKey({ columns: [table.run, table.seq] })],
);

const signals = sqliteTable('signals', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  run: text('run').$type<RunId>().notNull(),
  at: integer('at').$type<Instant>().notNull(),
  payload: text('payload', { mode: 'json' }).$type<Signal>().notNull(),
});

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

const runRow = {
  id: runs.id,
  workstream: runs.workstream,
  title: runs.title,
  status: runs.status,
  hash: runs.hash,
  source: runs.source,
  branch: runs.branch,
  base: runs.base,
  // The log knows; a column would cost a write with every append.
  seq: sql<number>`(SELECT max(seq) FROM events WHERE run = ${runs.id})`,
  createdAt: runs.createdAt,
  startedAt: runs.startedAt,
  finishedAt: runs.finishedAt,
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
  payload: events.payload,
};

/** Reads of one connection. All are synchronous and throw what SQLite throws. */
export class Queries {
  readonly #tables: BetterSQLite3Database;

  constructor(database: Database) {
    this.#tables = drizzle(database);
  }

  run(id: RunId): RunRow | null {
    return this.#tables.select(runRow).from(runs).where(eq(runs.id, id)).get() ?? null;
  }

  /** Newest first: by the order in which they were made, whatever the clock said. */
  runs({ statuses, workstream, limit }: RunFilter): readonly RunRow[] {
    const wanted: SQL[] = [];
    if (statuses !== null) wanted.push(inArray(runs.status, [...statuses]));
    if (workstream !== null) wanted.push(eq(runs.workstream, workstream));
    return this.#tables
      .select(runRow)
      .from(runs)
      .where(and(...wanted))
      .orderBy(desc(runs.number))
      .limit(limit)
      .all();
  }

  runsLike(prefix: string, limit: number): readonly RunId[] {
    return this.#tables
      .select({ id: runs.id })
      .from(runs)
      .where(sql`substr(${runs.id}, 1, length(${prefix})) = ${prefix}`)
      .orderBy(desc(runs.number))
      .limit(limit)
      .all()
      .map(({ id }) => id);
  }

  steps(run: RunId): readonly StepRow[] {
    return this.#tables
      .select(stepRow)
      .from(steps)
      .leftJoin(events, and(eq(events.run, steps.run), eq(events.seq, steps.detailSeq)))
      .where(eq(steps.run, run))
      .orderBy(steps.step)
      .all()
      .map(({ payload, ...row }) => ({ ...row, ...detailOf(row.step, payload) }));
  }

  stepDurations(workstream: string): ReadonlyMap<StepId, number> {
    const newest = this.#tables
      .select({ id: runs.id })
      .from(runs)
      .where(eq(runs.workstream, workstream))
      .orderBy(desc(runs.number))
      .limit(durationSampleRuns);
    return medianDurations(
      this.#tables
        .select({ step: steps.step, durationMs: sql<number>`${steps.finishedAt} - ${steps.startedAt}` })
        .from(steps)
        .where(and(inArray(steps.run, newest), eq(steps.status, 'succeeded'), isNotNull(steps.startedAt)))
        .all(),
    );
  }

  failures({ run, decisions, since, isOpen, limit }: FailureFilter): readonly FailureRow[] {
    const wanted: SQL[] = [gte(failures.at, since)];
    if (run !== null) wanted.push(eq(failures.run, run));
    if (decisions !== null) wanted.push(inArray(failures.decision, [...decisions]));
    if (isOpen) wanted.push(isNull(failures.retriedBy));
    return this.#tables
      .select()
      .from(failures)
      .where(and(...wanted))
      .orderBy(desc(failures.at), desc(failures.seq))
      .limit(limit)
      .all();
  }

  signals(run: RunId): readonly StoredSignal[] {
    return this.#tables
      .select({ id: signals.id, signal: signals.payload })
      .from(signals)
      .where(eq(signals.run, run))
      .orderBy(signals.id)
      .all();
  }

  sendSignal(run: RunId, at: Instant, payload: Signal): void {
    this.#tables.insert(signals).values({ run, at, payload }).run();
  }

  forgetSignals(ids: readonly number[]): void {
    if (ids.length > 0)
      this.#tables
        .delete(signals)
        .where(inArray(signals.id, [...ids]))
        .run();
  }
}
