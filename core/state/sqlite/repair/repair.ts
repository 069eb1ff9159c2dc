/**
 * Rebuilds a state database from all that is left of it: its rows, and the second copies of its logs.
 *
 * F1: nothing that was there is changed or removed: the database is put aside, and read from a copy.
 * F2: an event is taken only where its hash proves it. A log with a gap ends before the gap, and the run is damaged.
 * F3: the new database has its name only when it is complete; a crash before that is repaired by doing it again.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { WsEvent } from '../../../event.ts';
import { runId, type Instant } from '../../../id.ts';
import { invariant } from '../../../result.ts';
import type { Anchor } from '../../audit.ts';
import { genesisHash } from '../../chain.ts';
import type { Repaired } from '../../repaired.ts';
import { isMark, isProven, type LedgerEntry } from '../../ledger.ts';
import { LogRows } from '../../log-rows.ts';
import { LogWriter } from '../append.ts';
import { archiveFileOf, readArchivePart } from '../archive.ts';
import { writeAnew } from '../own-file.ts';
import { lineOf, readCopy, type CopiedEvent } from '../copies.ts';
import { bringBack, keepAside, keptAside } from '../damage.ts';
import { LedgerWriter } from '../ledger-writer.ts';
import { EVENT_COLUMNS } from '../log.ts';
import { migrate } from '../migrate.ts';
import { seal, SUMMED } from '../sums.ts';
import { sha256 } from '../store.ts';
import { keptRuns, writeKept, type KeptRun } from './kept-runs.ts';
import { inOrder, rebuildLog, type RebuiltLog } from './rebuilt-log.ts';
import { salvage, type Salvaged } from './salvage.ts';

export type RepairMeans = {
  readonly file: string;
  /** The second copies that there are, by run. */
  readonly copies: ReadonlyMap<string, string>;
  /** Archives of events that there are, by run: what is in them comes back. */
  readonly archives?: ReadonlyMap<string, string>;
  /** What checkpoints vouch for, and which runs they name. */
  readonly anchorsOf: (place: { readonly base: string; readonly branch: string }) => Promise<readonly Anchor[]>;
  readonly witnessed: readonly string[];
  readonly now: Instant;
};

const NOTHING: Salvaged = { events: [], named: [], lastPosition: null, rows: () => [] };

/** A copy that cannot be read tells that there was the run. */
const copiedIn = (path: string, run: string): readonly CopiedEvent[] => readCopy(path).filter((row) => row.run === run);

/** Every log there is a trace of, in no order. */
const logsIn = async (
  found: Salvaged,
  { copies, archives = new Map(), witnessed }: RepairMeans,
): Promise<readonly RebuiltLog[]> => {
  const rows = new Map<string, CopiedEvent[]>();
  const add = (run: string, more: readonly CopiedEvent[]): void => {
    const known = rows.get(run);
    if (known === undefined) rows.set(run, [...more]);
    else for (const row of more) known.push(row);
  };
  // What cannot be a run's id was never one: it is damage.
  const isId = (run: unknown): run is string => typeof run === 'string' && /^[\w-]{1,100}$/.test(run);
  for (const row of found.events) if (isId(row.run)) add(row.run, [row]);
  for (const [run, path] of copies) add(run, copiedIn(path, run));
  for (const [run, path] of archives) add(run, await readArchivePart(path));
  for (const run of witnessed) add(run, []);
  for (const { run } of found.rows('ledger')) if (isId(run)) add(run, []);
  for (const { id } of found.rows('runs')) if (isId(id)) add(id, []);
  return [...rows].map(([run, own]) => rebuildLog(run, own, sha256));
};

const numberIn = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : 0);

/** The highest number of an event of the run that a table names. */
const namedSeq = (run: string, found: Salvaged): number => {
  const index = found.named.filter((row) => row.run === run).map(({ seq }) => numberIn(seq));
  const steps = found.rows('steps').filter((row) => row['run'] === run);
  return Math.max(0, ...index, ...steps.map((row) => numberIn(row['detail_seq'])));
};

/** The entries of the ledger that are what was written. */
const entriesIn = (found: Salvaged): readonly LedgerEntry[] =>
  found
    .rows('ledger')
    .map((row) => ({ ...row, previousHash: row['previous_hash'] }) as unknown as LedgerEntry)
    // Cannot lie behind this: what is no entry of these types has another hash.
    .filter((entry) => isProven(sha256, entry));

const endingsOf = (run: string, found: Salvaged): readonly Anchor[] =>
  entriesIn(found)
    .filter((entry) => entry.kind === 'ended' && entry.run === run)
    .map(({ seq, head }) => ({ seq, hash: head }));

/** `gap` says why the log is not all that there was of it, and is null where nothing says so; `lost`: how much more is known of. */
type Judged = { readonly log: RebuiltLog; readonly gap: string | null; readonly lost: number };

const judge = async (log: RebuiltLog, found: Salvaged, means: RepairMeans): Promise<Judged> => {
  const count = log.events.length;
  const rows = new LogRows();
  for (const { event } of log.events) rows.apply(event);
  const { base = null, branch = null } = rows.run ?? {};
  const anchors = base === null || branch === null ? [] : await means.anchorsOf({ base, branch });
  const damagedAt = rows.run?.status === 'damaged' ? count : Number.POSITIVE_INFINITY;
  const vouched = [...anchors, ...endingsOf(log.run, found)].filter(({ seq }) => seq < damagedAt);
  const isOver = found.rows('runs').some((row) => row['id'] === log.run && row['finished_at'] !== null);
  // Only what has ended is archived.
  const hasMore = isOver || means.archives?.has(log.run) === true;
  const traces = [log.known, namedSeq(log.run, found), hasMore ? count + 1 : 0];
  const known = Math.max(...vouched.map(({ seq }) => seq), ...(log.hasEnded ? [0] : traces));
  if (known > count)
    return { log, gap: `its events from ${count + 1} on are lost, up to ${known} at least`, lost: known - count };
  const other = vouched.find(({ seq, hash }) => log.events[seq - 1]?.event.hash !== hash);
  const gap = other === undefined ? null : `its event ${other.seq} is not the one that was vouched for`;
  return { log, gap, lost: 0 };
};

/** How many events were given a position, are not there, and belong to no run that is known to lack some. */
const unexplained = (judged: readonly Judged[], found: Salvaged): number => {
  if (found.lastPosition === null) return 0;
  const told = entriesIn(found).filter(({ kind }) => kind === 'repaired');
  const missingBefore = told.reduce((sum, { seq }) => sum + seq, 0);
  return judged.reduce((left, { log, lost }) => left - log.events.length - lost, found.lastPosition - missingBefore);
};

const damagedEvent = ({ run, events }: RebuiltLog, reason: string, at: Instant): WsEvent => ({
  ...{ type: 'run.damaged', reason, run: runId(run), seq: events.length + 1, at },
  ...{ correlationId: run, causationId: events.length },
});

const insertRows = (database: Database.Database, table: string, rows: ReturnType<Salvaged['rows']>): void => {
  for (const row of rows) {
    const names = Object.keys(row);
    const values = names.map((name) => row[name]);
    try {
      database
        .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
        .run(...values);
    } catch (error) {
      // A row that damage has made another, which the table would not take.
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
};

type Content = { readonly judged: readonly Judged[]; readonly archived: readonly KeptRun[]; readonly now: Instant };

const write = (database: Database.Database, found: Salvaged, { judged, archived, now }: Content): void => {
  const writer = new LogWriter(database, sha256);
  const ledger = new LedgerWriter(database, sha256);
  const setLast = database.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'");
  database.exec("DELETE FROM sqlite_sequence; INSERT INTO sqlite_sequence (name, seq) VALUES ('events', 0)");
  const insert = (table: string, rows: ReturnType<Salvaged['rows']>): void => insertRows(database, table, rows);
  writeKept(archived, found, { database, ledger, insert });
  let last = 0;
  const put = (event: WsEvent, position: number): void => {
    last = Math.max(position, last + 1);
    setLast.run(last - 1);
    invariant(writer.write(event.run, [event]) === 'written', 'a log that was put together has no gap');
  };
  const kept = judged.filter(({ log }) => log.events.length > 0);
  for (const { position, event } of inOrder(kept.map(({ log }) => log))) {
    const { hash: _, previousHash: __, ...own } = event;
    put(own, position);
  }
  last = Math.max(last, found.lastPosition !== null && found.lastPosition < last + 1_000_000 ? found.lastPosition : 0);
  for (const { log, gap } of kept) if (gap !== null) put(damagedEvent(log, gap, now), last + 1);
  const isThere = new Set(kept.map(({ log }) => log.run));
  const isArchived = new Set(archived.map(({ run }) => run));
  for (const entry of entriesIn(found)) if (isThere.has(entry.run) && isMark(entry)) ledger.add(entry);
  for (const { log } of judged)
    if (log.events.length === 0 && !isArchived.has(log.run))
      ledger.add({ kind: 'lost', run: log.run, seq: 0, head: genesisHash });
  // Cannot lie: by the query.
  const count = database.prepare('SELECT count(*) FROM events').pluck().get() as number;
  const known = archived.reduce((sum, { events }) => sum + events, count);
  last = Math.max(last, known);
  setLast.run(last);
  if (last > known) ledger.add({ kind: 'repaired', run: '', seq: last - known, head: genesisHash });
  const signals = found.rows('signals').filter((row) => isThere.has(String(row['run'])));
  insertRows(database, 'signals', signals);
  for (const table of ['proposals', 'spec_files', 'spec_history']) insertRows(database, table, found.rows(table));
  // Those of runs came with their logs; the others take the places that are left.
  const outside = found.rows('emitted').filter(({ run }) => run === null);
  insertRows(
    database,
    'emitted',
    outside.map(({ position: _, ...row }) => row),
  );
  for (const table of SUMMED) seal(database, table);
};

/** Makes the copies what the database holds now, for the next time. */
const renewCopies = (database: Database.Database, { copies }: RepairMeans): void => {
  const events = database.prepare(`SELECT position, ${EVENT_COLUMNS} FROM events WHERE run = ? ORDER BY seq`);
  for (const [run, path] of copies) {
    // Cannot lie: the columns are strict.
    const rows = events.all(run) as CopiedEvent[];
    if (rows.length === 0) continue;
    writeAnew(`${path}.new`, rows.map((row) => `${lineOf(row)}\n`).join(''));
    renameSync(`${path}.new`, path);
  }
};

const removeDatabase = (file: string): void => {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(file + ending, { force: true });
};

const lostArchive = (path: string): string =>
  `its archive ${path} is gone or cannot be read; put it back, and repeat: ws repair`;

const withoutArchive = (path: string): string =>
  `its archive ${path} is gone, cannot be read or is not what was written; what the state says of it is kept. Put the archive back from a copy, then: ws audit verify`;

/**
 * Nobody may have the database open. Everything that is not proved is told; nothing is thrown away. Where it cannot be done, for want
 * of room above all, what was there is where it was.
 */
export const repairState = async (means: RepairMeans): Promise<Repaired> => {
  const { file } = means;
  if (!existsSync(file) && keptAside(file).length === 0 && means.copies.size === 0) return { kept: null, runs: [] };
  const moved = existsSync(file) ? keepAside(file) : null;
  try {
    return await rebuild(means, moved ?? keptAside(file).at(-1) ?? null);
  } catch (error) {
    if (moved !== null) bringBack(moved, file);
    throw error;
  }
};

const rebuild = async (means: RepairMeans, kept: string | null): Promise<Repaired> => {
  const { file, now } = means;
  const found = kept === null ? NOTHING : salvage(kept); // F1
  const judged: Judged[] = [];
  for (const log of await logsIn(found, means)) judged.push(await judge(log, found, means));
  const entries = entriesIn(found);
  const archived = keptRuns(
    judged.map(({ log }) => log),
    found,
    entries,
  );
  const isKept = new Set(archived.map(({ run }) => run));
  // Somebody's last events are gone, and nothing says whose: whoever had not ended may have lost them.
  const suspects = unexplained(judged, found) > 0 ? 'events are lost that may have been its last' : null;
  const all = judged.map((each): Judged => {
    if (isKept.has(each.log.run)) return { ...each, log: { ...each.log, events: [], hasEnded: false } };
    const gap = each.gap ?? (each.log.hasEnded ? null : suspects);
    // Nothing can follow an end: one that is not to be believed goes.
    const log = gap !== null && each.log.hasEnded ? { ...each.log, events: each.log.events.slice(0, -1) } : each.log;
    return { ...each, log, gap };
  });
  const content: Content = { judged: all, archived: archived, now };
  const fresh = `${file}.rebuilt`;
  removeDatabase(fresh);
  const database = new Database(fresh);
  try {
    const refused = migrate(database, fresh);
    invariant(refused === null, 'an empty database can be migrated');
    database.transaction(() => write(database, found, content)).immediate();
    renewCopies(database, means);
    database.close();
    renameSync(fresh, file); // F3
  } catch (error) {
    database.close();
    removeDatabase(fresh);
    throw error;
  }
  const wasArchived = new Set(entries.flatMap(({ kind, run }) => (kind === 'archived' ? [run] : [])));
  return {
    kept,
    runs: all.map(({ log: { run, events }, gap }) => {
      const path = archiveFileOf(dirname(file), run);
      if (isKept.has(run)) return { run, events: 0, outcome: 'damaged', reason: withoutArchive(path) };
      const outcome = events.length === 0 ? 'lost' : gap === null ? 'whole' : 'damaged';
      const nothing = wasArchived.has(run) ? lostArchive(path) : 'nothing of its log is left';
      return { run, events: events.length, outcome, reason: outcome === 'lost' ? nothing : gap };
    }),
  };
};
