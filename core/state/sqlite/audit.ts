/** Everything that a state database holds, as it stood at one moment, for who does not believe it. */
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { err, ok, type Result } from '../../result.ts';
import type { Digest } from '../../system.ts';
import type { Anchor } from '../audit.ts';
import type { LedgerEntry } from '../ledger.ts';
import type { StoredRow } from '../stored-rows.ts';
import type { Audit } from '../verify-state.ts';
import { archiveFileOf, readArchive } from './archive.ts';
import { connect } from './connection.ts';
import { copyFileOf, lastCopied, readCopy, type CopiedEvent } from './copies.ts';
import { decodeEvent, EVENT_COLUMNS, type EventColumns } from './log.ts';
import { rebuildLog } from './repair/rebuilt-log.ts';
import { refuseSchema, refuseStrange } from './migrate.ts';
import { untilFree } from './retry.ts';
import { explainOpening, type StoreError } from './store-error.ts';
import { sumProblems } from './sums.ts';

const RUN_COLUMNS = `number, id, workstream, title, status, hash, source, branch, base, created_at AS createdAt,
  started_at AS startedAt, finished_at AS finishedAt`;
const STEP_COLUMNS = `step, status, attempts, failures, exit_code AS exitCode, started_at AS startedAt,
  finished_at AS finishedAt, checkpoint, detail_seq AS detailSeq`;
const FAILURE_COLUMNS = `run, seq, step, attempt, at, code, severity, plugin, signature, message, issues, decision, reason,
  helped, retried_by AS retriedBy`;

const KNOWN = `SELECT id FROM (
  SELECT run AS id, min(position) AS place FROM events GROUP BY run
  UNION ALL SELECT id, number FROM runs WHERE id NOT IN (SELECT run FROM events)
  UNION ALL SELECT run, 0 FROM steps UNION ALL SELECT run, 0 FROM failures
) GROUP BY id ORDER BY max(place)`;

const positionProblems = (database: Database, missing: number): readonly string[] => {
  const problems: string[] = [];
  // Cannot lie: by the query.
  const [count, last] = database
    .prepare(
      "SELECT (SELECT count(*) FROM events), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)",
    )
    .raw()
    .get() as [number, number];
  const newest = database.prepare('SELECT coalesce(max(position), 0) FROM events').pluck().get();
  // Behind the newest event those may have been that a repair has told to be lost.
  if (typeof newest !== 'number' || newest > last || (newest < last && missing === 0))
    problems.push(`the newest event has the position ${String(newest)}, but ${last} was given last`);
  if (last - count !== missing) problems.push(`${last} positions were given, but there are ${count} events`);
  const moved = database
    .prepare(
      `SELECT run, seq FROM
         (SELECT run, seq, position, lag(position) OVER (PARTITION BY run ORDER BY seq) AS before FROM events)
       WHERE before >= position LIMIT 1`,
    )
    .raw()
    .get();
  if (Array.isArray(moved))
    problems.push(`event ${String(moved[1])} of run ${String(moved[0])} stands before the one before it`);
  const order = database
    .prepare(
      `SELECT run FROM (SELECT events.run AS run, position, lag(position) OVER (ORDER BY number) AS before
         FROM ledger JOIN events ON events.run = ledger.run AND events.seq = 1 WHERE kind = 'created')
       WHERE before >= position LIMIT 1`,
    )
    .pluck()
    .get();
  if (order !== undefined) problems.push(`run ${JSON.stringify(order)} stands before the one that was made before it`);
  return problems;
};

/** The first event of an archive; null where it cannot be read, which its verification tells. */
const firstArchived = (path: string): CopiedEvent | null => {
  try {
    return readArchive(path)[0] ?? null;
  } catch {
    return null;
  }
};

const retriedIn = (first: CopiedEvent): string | null => {
  const event = decodeEvent(first);
  return event.type === 'run.created' ? (event.options.inherits?.run ?? null) : null;
};

/** A driver may have gone on since the moment that is looked at: what it wrote meanwhile is in the database now. */
const copiedBehind = (
  run: string,
  head: Anchor | null,
  {
    database,
    stateDirectory,
    digest,
  }: { readonly database: Database; readonly stateDirectory: string; readonly digest: Digest },
): number => {
  const [seq, path] = [head?.seq ?? 0, copyFileOf(stateDirectory, run)];
  if (lastCopied(path) <= seq) return 0;
  const { events } = rebuildLog(run, readCopy(path), digest);
  const last = events.at(-1)?.event;
  const isSameLog = head === null || events[seq - 1]?.event.hash === head.hash;
  if (last === undefined || last.seq <= seq || !isSameLog) return 0;
  const now = connect({ file: database.name, readOnly: true, synchronous: 'normal', maxPageCount: null });
  if ('code' in now) return 0;
  try {
    const isThere = now.prepare('SELECT 1 FROM events WHERE run = ? AND seq = ?').get(run, last.seq) !== undefined;
    return isThere ? 0 : last.seq - seq;
  } finally {
    now.close();
  }
};

const auditOf = (database: Database, stateDirectory: string): Audit => {
  const events = database.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE run = ? ORDER BY seq`);
  const run = database.prepare(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`);
  const steps = database.prepare(`SELECT ${STEP_COLUMNS} FROM steps WHERE run = ?`);
  const failures = database.prepare(`SELECT ${FAILURE_COLUMNS} FROM failures WHERE run = ?`);
  const ledger = database.prepare(
    'SELECT number, kind, run, seq, head, previous_hash AS previousHash, hash FROM ledger ORDER BY number',
  );
  const takenUp = database.prepare(
    `SELECT json_extract(payload, '$.options.inherits.run') AS retried, run, position FROM events
     WHERE seq = 1 AND json_valid(payload) AND json_extract(payload, '$.options.inherits.run') IS NOT NULL
     ORDER BY position`,
  );
  const archived = database.prepare("SELECT run FROM ledger WHERE run = ? AND kind = 'archived'").pluck();
  /** What runs whose events are archived took up, with the position of their first event. */
  const takenUpBefore = (): readonly (readonly [retried: string, run: string, position: number])[] =>
    // Cannot lie: the columns are strict.
    (database.prepare("SELECT run FROM ledger WHERE kind = 'archived'").pluck().all() as string[]).flatMap((run) => {
      const first = firstArchived(archiveFileOf(stateDirectory, run));
      const retried = first === null ? null : retriedIn(first);
      return first === null || retried === null ? [] : [[retried, run, first.position] as const];
    });
  return {
    // Cannot lie, here and below: strict columns, and rows of the shape that the query asks for.
    runs: () => database.prepare(KNOWN).pluck().all() as string[],
    *events(id) {
      let isThere = false;
      for (const row of events.iterate(id)) {
        isThere = true;
        yield decodeEvent(row as EventColumns);
      }
      if (isThere || archived.get(id) === undefined) return;
      for (const row of readArchive(archiveFileOf(stateDirectory, id))) yield decodeEvent(row);
    },
    copiedBehind: (id, head, digest) => copiedBehind(id, head, { database, stateDirectory, digest }),
    rows: (id) => ({
      run: (run.get(id) as StoredRow | undefined) ?? null,
      steps: steps.all(id) as StoredRow[],
      failures: failures.all(id) as StoredRow[],
    }),
    takenUp: () => {
      const all = [...(takenUp.raw().all() as [string, string, number][]), ...takenUpBefore()];
      return new Map(all.sort((one, other) => one[2] - other[2]).map(([retried, run]) => [retried, run]));
    },
    ledger: () => ledger.iterate() as IterableIterator<LedgerEntry>,
    problems: (missing) => [...positionProblems(database, missing), ...sumProblems(database)],
    [Symbol.dispose]: () => database.close(),
  };
};

const open = (file: string): Result<Audit, StoreError> => {
  const database = connect({ file, readOnly: true, synchronous: 'normal', maxPageCount: null });
  if ('code' in database) return err(database);
  try {
    const refused = refuseSchema(database, file) ?? refuseStrange(database, file);
    if (refused === null) {
      database.exec('BEGIN');
      return ok(auditOf(database, dirname(file)));
    }
    database.close();
    return err(refused);
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Opens a state database that is there, and as this version of ws knows it, to be looked at. */
export const openSqliteAudit = async (file: string): Promise<Result<Audit, StoreError>> => {
  try {
    return await untilFree(() => open(file), { waitMs: 10_000, signal: null });
  } catch (error) {
    return err(explainOpening(error, file));
  }
};
