/** The store on SQLite. */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { RecordedEvent, WsEvent } from '../../event.ts';
import type { FailureStats } from '../../failure-stats.ts';
import type { Instant, RunId, StepId } from '../../id.ts';
import { err, invariant, ok, type Result } from '../../result.ts';
import type {
  AppendError,
  FailureFilter,
  FailureRow,
  RunFilter,
  RunRow,
  Signal,
  StepRow,
  Store,
  StoredSignal,
} from '../../store.ts';
import type { Digest, Failpoint } from '../../system.ts';
import { invalidBatch } from '../batch.ts';
import { LogWriter } from './append.ts';
import { GroupCommit } from './commit.ts';
import { connect, setSynchronous, useWriteAheadLog, type Synchronous } from './connection.ts';
import { checkIntegrity } from './damage.ts';
import { FailureCounter } from './failure-stats.ts';
import { LogReader } from './log.ts';
import { migrate, refuseSchema } from './migrate.ts';
import { readProposals, writeProposal, type StoredProposal } from './proposals.ts';
import { Queries } from './queries.ts';
import {
  readSpecHistory,
  writeSpecFiles,
  writeSpecHistory,
  type SpecIndexChange,
  type StoredSpecFile,
} from './spec-index.ts';
import { untilFree, type Patience } from './retry.ts';
import { explainOpening, type StoreError } from './store-error.ts';

/** Lower-case hex SHA-256 of a text in UTF-8. */
export const sha256: Digest = (text) => createHash('sha256').update(text).digest('hex');

export interface SqliteStore extends Store {
  readonly file: string;
  /** Changes how durable appends are from now on. */
  useSynchronous(synchronous: Synchronous): void;
  /** Reads the whole file; what is wrong with it, a sentence each. */
  integrityCheck(): Promise<Result<void, readonly string[]>>;
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
  /** How long to wait for other processes, opening and with each call. */
  readonly busyWaitMs: number;
  /** The most pages of 4 KiB the file may grow to; null for no limit but the disk. */
  readonly maxPageCount: number | null;
  /** Cuts waiting for other processes short. */
  readonly signal: AbortSignal | null;
};

class OpenSqliteStore implements SqliteStore {
  readonly file: string;
  readonly #database: Database;
  readonly #commits: GroupCommit | null;
  readonly #log: LogReader;
  readonly #queries: Queries;
  readonly #patience: Patience;
  #counter: FailureCounter | null = null;

  constructor(database: Database, { file, readOnly, failpoint, busyWaitMs, signal }: SqliteStoreOptions) {
    this.file = file;
    this.#database = database;
    this.#log = new LogReader(database);
    this.#queries = new Queries(database);
    this.#patience = { waitMs: busyWaitMs, signal };
    const writer = readOnly ? null : new LogWriter(database, sha256);
    this.#commits = writer && new GroupCommit({ database, writer, failpoint, busyWaitMs });
  }

  async append(run: RunId, events: readonly WsEvent[]): Promise<Result<void, AppendError>> {
    const fault = invalidBatch(run, events);
    invariant(fault === null, fault ?? '');
    if (this.#commits === null) return err({ code: 'broken', message: `${this.file} was opened for reading only` });
    return events.length === 0 ? ok(undefined) : this.#commits.append(run, events);
  }

  async *events(run: RunId, afterSeq: number): AsyncGenerator<RecordedEvent> {
    for (let after = afterSeq; ; ) {
      const page = await this.#read(() => this.#log.page(run, after));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.seq;
    }
  }

  head(run: RunId): Promise<{ readonly seq: number; readonly hash: string } | null> {
    return this.#read(() => this.#log.head(run));
  }

  run(id: RunId): Promise<RunRow | null> {
    return this.#read(() => this.#queries.run(id));
  }

  runs(filter: RunFilter): Promise<readonly RunRow[]> {
    return this.#read(() => this.#queries.runs(filter));
  }

  runsLike(prefix: string, limit: number): Promise<readonly RunId[]> {
    return this.#read(() => this.#queries.runsLike(prefix, limit));
  }

  steps(run: RunId): Promise<readonly StepRow[]> {
    return this.#read(() => this.#queries.steps(run));
  }

  stepDurations(workstream: string): Promise<ReadonlyMap<StepId, number>> {
    return this.#read(() => this.#queries.stepDurations(workstream));
  }

  failures(filter: FailureFilter): Promise<readonly FailureRow[]> {
    return this.#read(() => this.#queries.failures(filter));
  }

  failureStats(since: Instant): Promise<FailureStats> {
    return this.#read(() => (this.#counter ??= new FailureCounter(this.#database)).stats(since));
  }

  sendSignal(run: RunId, at: Instant, signal: Signal): Promise<void> {
    return this.#read(() => this.#queries.sendSignal(run, at, signal));
  }

  signals(run: RunId): Promise<readonly StoredSignal[]> {
    return this.#read(() => this.#queries.signals(run));
  }

  forgetSignals(ids: readonly number[]): Promise<void> {
    return this.#read(() => this.#queries.forgetSignals(ids));
  }

  useSynchronous(synchronous: Synchronous): void {
    setSynchronous(this.#database, synchronous);
  }

  integrityCheck(): Promise<Result<void, readonly string[]>> {
    return this.#read(() => checkIntegrity(this.#database));
  }

  proposals(): Promise<readonly StoredProposal[]> {
    return this.#read(() => readProposals(this.#database));
  }

  putProposal(proposal: StoredProposal, before: number | null): Promise<boolean> {
    return this.#read(() => writeProposal(this.#database, proposal, before));
  }

  putSpecFiles(root: string, files: readonly StoredSpecFile[]): Promise<SpecIndexChange> {
    return this.#read(() => writeSpecFiles(this.#database, root, files));
  }

  specHistory(root: string, head: string): Promise<string | null> {
    return this.#read(() => readSpecHistory(this.#database, root, head));
  }

  putSpecHistory(root: string, head: string, commits: string): Promise<void> {
    return this.#read(() => writeSpecHistory(this.#database, root, head, commits));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits?.settled();
    this.#commits?.stop(`${this.file} is closed`);
    this.#database.close();
  }

  #read<T>(read: () => T): Promise<T> {
    return untilFree(read, this.#patience);
  }
}

/** One try at opening; null where the database is as it must be. */
const prepare = (database: Database, { file, readOnly }: SqliteStoreOptions): StoreError | null =>
  refuseSchema(database, file) ?? (readOnly ? null : (useWriteAheadLog(database, file) ?? migrate(database, file)));

const open = (options: SqliteStoreOptions): Result<SqliteStore, StoreError> => {
  const database = connect(options);
  if ('code' in database) return err(database);
  try {
    const refused = prepare(database, options);
    if (refused === null) return ok(new OpenSqliteStore(database, options));
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
    busyWaitMs: 10_000,
    maxPageCount: null,
    signal: null,
    ...options,
  };
  try {
    return await untilFree(() => open(whole), { waitMs: whole.busyWaitMs, signal: whole.signal });
  } catch (error) {
    return err(explainOpening(error, whole.file));
  }
};
