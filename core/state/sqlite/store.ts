/** The store on SQLite: its duties on one connection. */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { runId, type RunId } from '../../id.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Store } from '../../store.ts';
import type { Digest, Failpoint } from '../../system.ts';
import { archiveEvents } from './archive.ts';
import { LogWriter } from './append.ts';
import { bellAt, SAFETY_MS } from './bell.ts';
import { GroupCommit } from './commit.ts';
import { connect, setSynchronous, useWriteAheadLog, type Synchronous } from './connection.ts';
import { Copies, type CopiedEvent } from './copies.ts';
import { checkIntegrity } from './damage.ts';
import { sqliteDomainEvents } from './domain-events.ts';
import { sqliteEventLog } from './event-log.ts';
import { sqliteFailures } from './failures.ts';
import { EVENT_COLUMNS, LogReader } from './log.ts';
import { sqliteMarks } from './marks.ts';
import { migrate, refuseSchema, refuseStrange } from './migrate.ts';
import { readProposals, writeProposal, type StoredProposal } from './proposals.ts';
import { rebuildRows } from './rebuild-rows.ts';
import { untilFree, type Patiently } from './retry.ts';
import { sqliteRunTables } from './run-tables.ts';
import { sqliteSignals } from './signals.ts';
import {
  readSpecHistory,
  writeSpecFiles,
  writeSpecHistory,
  type SpecIndexChange,
  type StoredSpecFile,
} from './spec-index.ts';
import { explainOpening, type StoreError } from './store-error.ts';
import { isRunEnd } from '../machine.ts';
import { eventBellOf } from './tail.ts';

/** Lower-case hex SHA-256 of a text in UTF-8. */
export const sha256: Digest = (text) => createHash('sha256').update(text).digest('hex');

export interface SqliteStore extends Store {
  readonly file: string;
  /** Changes how durable appends are from now on. */
  useSynchronous(synchronous: Synchronous): void;
  /** Lets the events of a run that is over go into a file, which it gives; the error is a sentence. */
  archive(run: RunId): Promise<Result<string, string>>;
  /** Reads the whole file; what is wrong with it, a sentence each. */
  integrityCheck(): Promise<Result<void, readonly string[]>>;
  /** Makes the rows of a run follow from its log, which must have been verified. */
  rebuildRows(run: RunId): Promise<void>;
  /** All change proposals, by the name of their change. */
  proposals(): Promise<readonly StoredProposal[]>;
  /** Replaces the proposal that had made `before` moves (null: there is none); false where another writer came first. */
  putProposal(proposal: StoredProposal, before: number | null): Promise<boolean>;
  /** Makes the indexed files of a project those given. `root` tells the projects of one repository apart. */
  putSpecFiles(root: string, files: readonly StoredSpecFile[]): Promise<SpecIndexChange>;
  /** What was kept of a project's history as of a commit; null where nothing was. */
  specHistory(root: string, head: string): Promise<string | null>;
  putSpecHistory(root: string, head: string, commits: string): Promise<void>;
}

export type SqliteStoreOptions = {
  readonly file: string;
  /** `full`: what is appended survives a power cut. `normal`: it survives a crash of the process only. */
  readonly synchronous: Synchronous;
  /** For commands that only look: makes nothing, writes nothing, works beside a writer. */
  readonly readOnly: boolean;
  readonly failpoint: Failpoint;
  /** Where the second copy of a run's log lies; null for none. */
  readonly copyOf: ((run: RunId) => string) | null;
  /** How long to wait for other processes, opening and with each call. */
  readonly busyWaitMs: number;
  /** The most pages of 4 KiB the file may grow to; null for no limit but the disk. */
  readonly maxPageCount: number | null;
  /** How often who waits for signals looks although nobody has rung. */
  readonly safetyMs: number;
  /** Cuts waiting for other processes short. */
  readonly signal: AbortSignal | null;
};

/** Where the bell hangs that is rung after every signal. */
const signalBellOf = (file: string): string => `${file}-signals`;

/** Copies what was committed, run by run. */
const copyInto = (copies: Copies, events: readonly CopiedEvent[]): void => {
  const byRun = new Map<string, CopiedEvent[]>();
  for (const event of events) {
    const own = byRun.get(event.run);
    if (own === undefined) byRun.set(event.run, [event]);
    else own.push(event);
  }
  for (const [run, own] of byRun) copies.append(runId(run), own, isRunEnd(own.at(-1)?.type ?? ''));
};

const copiesOf = (database: Database, fileOf: (run: RunId) => string): Copies => {
  const between = database.prepare(
    `SELECT position, ${EVENT_COLUMNS} FROM events WHERE run = ? AND seq > ? AND seq < ? ORDER BY seq`,
  );
  return new Copies({
    fileOf,
    // Cannot lie: the columns are strict.
    committed: (run, after, before) => between.iterate(run, after, before) as IterableIterator<CopiedEvent>,
  });
};

const storeOf = (database: Database, options: SqliteStoreOptions): SqliteStore => {
  const { file, readOnly, failpoint, busyWaitMs, safetyMs, signal } = options;
  const patiently: Patiently = (attempt) => untilFree(attempt, { waitMs: busyWaitMs, signal });
  const { ring } = bellAt(eventBellOf(file));
  const copies = readOnly || options.copyOf === null ? null : copiesOf(database, options.copyOf);
  const committed = (events: readonly CopiedEvent[]): void => {
    if (copies !== null) copyInto(copies, events);
    ring();
  };
  const writer = readOnly ? null : new LogWriter(database, sha256);
  const commits = writer && new GroupCommit({ database, writer, failpoint, committed, busyWaitMs });
  return {
    file,
    ...sqliteEventLog(file, new LogReader(database), commits, patiently),
    ...sqliteRunTables(database, patiently),
    ...sqliteMarks(database, sha256, patiently),
    ...sqliteSignals(database, patiently, bellAt(signalBellOf(file), safetyMs)),
    ...sqliteFailures(database, patiently),
    ...sqliteDomainEvents(database, patiently, bellAt(eventBellOf(file), safetyMs)),
    useSynchronous: (synchronous) => setSynchronous(database, synchronous),
    archive: (run) =>
      patiently(() => archiveEvents({ database, digest: sha256, failpoint, stateDirectory: dirname(file) }, run)),
    integrityCheck: () => patiently(() => checkIntegrity(database)),
    rebuildRows: (run) => patiently(() => rebuildRows(database, run)),
    proposals: () => patiently(() => readProposals(database)),
    putProposal: (proposal, before) => patiently(() => writeProposal(database, proposal, before)),
    putSpecFiles: (root, files) => patiently(() => writeSpecFiles(database, root, files)),
    specHistory: (root, head) => patiently(() => readSpecHistory(database, root, head)),
    putSpecHistory: (root, head, commitsText) => patiently(() => writeSpecHistory(database, root, head, commitsText)),
    [Symbol.asyncDispose]: async () => {
      await commits?.settled();
      commits?.stop(`${file} is closed`);
      copies?.close();
      database.close();
    },
  };
};

/** One try at opening; null where the database is as it must be. */
const prepare = (database: Database, { file, readOnly }: SqliteStoreOptions): StoreError | null =>
  refuseSchema(database, file) ??
  (readOnly ? null : (useWriteAheadLog(database, file) ?? migrate(database, file))) ??
  refuseStrange(database, file);

const open = (options: SqliteStoreOptions): Result<SqliteStore, StoreError> => {
  const database = connect(options);
  if ('code' in database) return err(database);
  try {
    const refused = prepare(database, options);
    if (refused === null) return ok(storeOf(database, options));
    database.close();
    return err(refused);
  } catch (error) {
    database.close();
    throw error;
  }
};

/**
 * Opens the state database of a repository, making or migrating it where it is opened for writing. Its folder must
 * exist. Waits for other processes that do the same.
 */
export const openSqliteStore = async (
  options: Pick<SqliteStoreOptions, 'file' | 'synchronous' | 'failpoint'> & Partial<SqliteStoreOptions>,
): Promise<Result<SqliteStore, StoreError>> => {
  const whole: SqliteStoreOptions = {
    readOnly: false,
    copyOf: null,
    busyWaitMs: 10_000,
    maxPageCount: null,
    safetyMs: SAFETY_MS,
    signal: null,
    ...options,
  };
  try {
    return await untilFree(() => open(whole), { waitMs: whole.busyWaitMs, signal: whole.signal });
  } catch (error) {
    return err(explainOpening(error, whole.file));
  }
};
