/** The circuit breakers of a machine in an SQLite file of their own. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Database, Statement, Transaction } from 'better-sqlite3';
import type { BreakerRow, BreakerRows, BreakerStanding, BreakerTally } from '../breaker-row.ts';
import { instant } from '../../id.ts';
import { ok, type Result } from '../../result.ts';
import type { Failpoint } from '../../system.ts';
import { acquireFileLock } from './locks.ts';
import { askedWhenFree, openMachineFile, explained } from './machine-file.ts';
import type { Migration } from './migrate.ts';
import { breakers } from './migrations/breakers-0001.ts';
import { sqliteCode } from './store-error.ts';

/** In order, numbered from 1; one that was released is never edited. */
export const breakerMigrations: readonly Migration[] = [{ number: 1, name: 'breakers', sql: breakers }];

export type BreakerRowsOptions = {
  /** Absolute; made where it is not there. Holds `breakers.db` and, for each breaker that was ever half open, a lock. */
  readonly folder: string;
  readonly failpoint: Failpoint;
  /** How long to wait for other processes, opening and with each call. */
  readonly busyWaitMs: number;
  /** The most pages of 4 KiB the file may grow to; null for no limit but the disk. */
  readonly maxPageCount: number | null;
};

type Kept = {
  readonly name: string;
  readonly version: number;
  readonly turn: number;
  readonly state: BreakerStanding['state'];
  readonly openedAt: number | null;
  readonly reopensAt: number | null;
  readonly tallies: string;
};

const columns = 'name, version, turn, state, opened_at AS openedAt, reopens_at AS reopensAt, tallies';

const rowOf = ({ name, version, turn, state, openedAt, reopensAt, tallies }: Kept): BreakerRow => ({
  name,
  version,
  turn,
  standing:
    state === 'CLOSED' ? { state } : { state, openedAt: instant(openedAt ?? 0), reopensAt: instant(reopensAt ?? 0) },
  // Cannot lie: only `keptOf` below writes the column.
  tallies: JSON.parse(tallies) as readonly BreakerTally[],
});

const keptOf = ({ name, version, turn, standing, tallies }: BreakerRow): Kept => ({
  name,
  version: version + 1,
  turn,
  state: standing.state,
  openedAt: standing.state === 'CLOSED' ? null : standing.openedAt,
  reopensAt: standing.state === 'CLOSED' ? null : standing.reopensAt,
  tallies: JSON.stringify(tallies),
});

const unkept = (name: string): BreakerRow => ({
  name,
  version: 0,
  turn: 0,
  standing: { state: 'CLOSED' },
  tallies: [],
});

/**
 * R1: a row is written as a whole, in one immediate transaction, and only over the version it was made from.
 * R2: nothing waits inside a transaction.
 * R3: what a disk or another process can do comes back as an error; only a bug is thrown.
 */
class SqliteBreakerRows implements BreakerRows {
  readonly #database: Database;
  readonly #with: BreakerRowsOptions;
  readonly #one: Statement<[string], Kept>;
  readonly #all: Statement<[], Kept>;
  readonly #dataVersion: Statement<[], number>;
  readonly #replace: Transaction<(rows: readonly BreakerRow[]) => boolean>;
  #ownWrites = 0;
  #lastDataVersion = 0;

  constructor(database: Database, options: BreakerRowsOptions) {
    this.#database = database;
    this.#with = options;
    this.#one = database.prepare(`SELECT ${columns} FROM breakers WHERE name = ?`);
    this.#all = database.prepare(`SELECT ${columns} FROM breakers ORDER BY name`);
    this.#dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    const put = database.prepare<[Kept]>(
      `INSERT INTO breakers (name, version, turn, state, opened_at, reopens_at, tallies)
       VALUES (@name, @version, @turn, @state, @openedAt, @reopensAt, @tallies)
       ON CONFLICT (name) DO UPDATE SET version = @version, turn = @turn, state = @state,
         opened_at = @openedAt, reopens_at = @reopensAt, tallies = @tallies`,
    );
    this.#replace = database.transaction((rows: readonly BreakerRow[]): boolean => {
      // R1: nobody else can write between this look and the commit.
      if (rows.some(({ name, version }) => (this.#one.get(name)?.version ?? 0) !== version)) return false;
      for (const row of rows) put.run(keptOf(row));
      options.failpoint('breakers.write.before');
      return true;
    });
  }

  read(names: readonly string[]): Promise<Result<readonly BreakerRow[], string>> {
    return this.#try(() =>
      names.map((name) => {
        const kept = this.#one.get(name);
        return kept === undefined ? unkept(name) : rowOf(kept);
      }),
    );
  }

  all(): Promise<Result<readonly BreakerRow[], string>> {
    return this.#try(() => this.#all.all().map(rowOf));
  }

  replace(rows: readonly BreakerRow[]): Promise<Result<boolean, string>> {
    return this.#try(() => {
      const isWritten = this.#replace.immediate(rows);
      if (isWritten) {
        this.#ownWrites++;
        this.#with.failpoint('breakers.write.after');
      }
      return isWritten;
    });
  }

  async lock(name: string): Promise<Result<AsyncDisposable | null, string>> {
    // Names are anybody's text; a digest is a file name everywhere.
    const digest = createHash('sha256').update(name).digest('hex').slice(0, 32);
    const path = join(this.#with.folder, `probe-${digest}.lock`);
    try {
      return ok(await acquireFileLock(path, { waitMs: 0, signal: null }));
    } catch (error) {
      return explained(error, path);
    }
  }

  revision(): string {
    try {
      this.#lastDataVersion = this.#dataVersion.get() ?? 0;
    } catch (error) {
      // Nobody is told twice: whoever reads the rows will hear of it.
      if (sqliteCode(error) === null) throw error;
    }
    // SQLite does not count what its own connection writes.
    return `${this.#lastDataVersion}.${this.#ownWrites}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }

  /** R3. */
  #try<T>(act: () => T): Promise<Result<T, string>> {
    return askedWhenFree(this.#database, this.#with.busyWaitMs, act);
  }
}

/** Opens the breakers kept in a folder, making both where they are not there. The error is a sentence for a person. */
export const openBreakerRows = async (
  options: Pick<BreakerRowsOptions, 'folder' | 'failpoint'> & Partial<BreakerRowsOptions>,
): Promise<Result<BreakerRows, string>> => {
  const whole: BreakerRowsOptions = { busyWaitMs: 5_000, maxPageCount: null, ...options };
  const file = join(whole.folder, 'breakers.db');
  const { busyWaitMs } = whole;
  return openMachineFile(
    { file, migrations: breakerMigrations, maxPageCount: whole.maxPageCount, busyWaitMs },
    (database) => new SqliteBreakerRows(database, whole),
  );
};
