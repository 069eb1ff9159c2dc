/** Makes the rows of one run what its log says, where somebody else has made them something else. */
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { invariant } from '../../result.ts';
import type { RunId } from '../../id.ts';
import { LogRows } from '../log-rows.ts';
import { archiveFileOf, readArchive } from './archive.ts';
import { isStepEvent } from '../projection.ts';
import { EmittedWriter } from './domain-events.ts';
import { decodeEvent, EVENT_COLUMNS, type EventColumns } from './log.ts';

const replaceRun = (database: Database, { run: row }: LogRows): void => {
  const { changes } = database
    .prepare(
      `UPDATE runs SET workstream = @workstream, title = @title, status = @status, hash = @hash, source = @source,
         branch = @branch, base = @base, created_at = @createdAt, started_at = @startedAt, finished_at = @finishedAt
       WHERE id = @id`,
    )
    .run(row);
  if (changes === 0)
    database
      .prepare(
        `INSERT INTO runs (number, id, workstream, title, status, hash, source, branch, base, created_at, started_at, finished_at)
         SELECT seq, @id, @workstream, @title, @status, @hash, @source, @branch, @base, @createdAt, @startedAt, @finishedAt
           FROM ledger WHERE kind = 'created' AND run = @id`,
      )
      .run(row);
};

const replaceSteps = (database: Database, run: RunId, { steps }: LogRows): void => {
  database.prepare('DELETE FROM steps WHERE run = ?').run(run);
  const insert = database.prepare(
    `INSERT INTO steps (run, step, status, attempts, failures, exit_code, started_at, finished_at, checkpoint, detail_seq)
     VALUES (@run, @step, @status, @attempts, @failures, @exitCode, @startedAt, @finishedAt, @checkpoint, @detailSeq)`,
  );
  for (const step of steps.values()) insert.run({ ...step, run });
};

const replaceFailures = (database: Database, run: RunId, { failures }: LogRows): void => {
  // Which run took it up stands in that run's log.
  const retriedBy = database
    .prepare('SELECT retried_by FROM failures WHERE run = ? AND retried_by IN (SELECT id FROM runs) LIMIT 1')
    .pluck()
    .get(run);
  database.prepare('DELETE FROM failures WHERE run = ?').run(run);
  const insert = database.prepare(
    `INSERT INTO failures (run, seq, step, attempt, at, code, severity, plugin, signature, message, issues, decision, reason,
       helped, retried_by)
     VALUES (@run, @seq, @step, @attempt, @at, @code, @severity, @plugin, @signature, @message, @issues, @decision, @reason,
       @helped, @retriedBy)`,
  );
  for (const row of failures) {
    const helped = row.helped === null ? null : Number(row.helped);
    insert.run({ ...row, helped, retriedBy: retriedBy ?? null });
  }
};

const replaceEmitted = (database: Database, run: RunId, log: readonly EventColumns[]): void => {
  database.prepare('DELETE FROM emitted WHERE run = ?').run(run);
  const writer = new EmittedWriter(database);
  for (const row of log) {
    const event = decodeEvent(row);
    if (isStepEvent(event)) writer.step(event);
  }
};

/** In one transaction. The log itself must have been verified. Throws what SQLite throws. */
export const rebuildRows = (database: Database, run: RunId): void => {
  const select = database.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE run = ? ORDER BY seq`);
  database
    .transaction(() => {
      const rows = new LogRows();
      // Cannot lie: the columns are strict.
      const stored = select.all(run) as EventColumns[];
      const log = stored.length > 0 ? stored : readArchive(archiveFileOf(dirname(database.name), run));
      for (const row of log) rows.apply(decodeEvent(row));
      invariant(rows.run !== null, `the log of ${run} tells of a run`);
      replaceRun(database, rows);
      replaceSteps(database, run, rows);
      replaceFailures(database, run, rows);
      replaceEmitted(database, run, log);
    })
    .immediate();
};
