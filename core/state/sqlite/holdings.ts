/**
 * What steps hold of pools, and wait for, in an SQLite file of their own, for all processes of the machine.
 *
 *   H1. Whether one may take is asked, and that it has is written, in one immediate transaction, in which nothing waits.
 *   H2. Who holds is told by the lock of its process, which the kernel lets go: whatever a dead process held or waited for, goes.
 *   H3. What a disk or another process can do comes back as an error; only a bug is thrown.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Statement, Transaction } from 'better-sqlite3';
import { isRival, mayTake, type Claimant, type Held, type Holdings, type ShownClaim, type Want } from '../../claim.ts';
import type { Clock } from '../../clock.ts';
import { instant } from '../../id.ts';
import { err, ok, type Result } from '../../result.ts';
import { acquireFileLock } from './locks.ts';
import { askedWhenFree, openMachineFile } from './machine-file.ts';
import type { Migration } from './migrate.ts';
import { holdings } from './migrations/holdings-0001.ts';

/** In order, numbered from 1; one that was released is never edited. */
export const holdingMigrations: readonly Migration[] = [{ number: 1, name: 'holdings', sql: holdings }];

export type HoldingsOptions = {
  /** Absolute; made where it is not there. Holds `holdings.db`, and a lock for each process. */
  readonly folder: string;
  readonly clock: Clock;
  /** How long one that waits looks away, in milliseconds. */
  readonly pauseMs?: number;
};

const BUSY_WAIT_MS = 10_000;
const PAUSE_MS = 100;

type Row = Claimant & {
  readonly id: number;
  readonly holder: string;
  readonly wants: string;
  readonly isHeld: number;
  readonly overtaken: number;
  readonly since: number;
};

type Known = Omit<Row, 'wants' | 'isHeld'> & { readonly wants: readonly Want[]; readonly isHeld: boolean };

const knownOf = ({ wants, isHeld, ...row }: Row): Known => ({
  ...row,
  isHeld: isHeld === 1,
  // Cannot lie: only `take` below writes the column.
  wants: JSON.parse(wants) as readonly Want[],
});

class SqliteHoldings implements Holdings {
  readonly #database: Database;
  readonly #with: HoldingsOptions;
  readonly #holder = randomUUID();
  readonly #all: Statement<[], Row>;
  readonly #forget: Statement<[number]>;
  readonly #forgetHolder: Statement<[string]>;
  readonly #add: Statement<[Omit<Row, 'id' | 'isHeld' | 'overtaken'>]>;
  readonly #try: Transaction<(id: number) => boolean>;
  #lock: AsyncDisposable | null = null;

  constructor(database: Database, options: HoldingsOptions) {
    this.#database = database;
    this.#with = options;
    const columns = 'id, holder, repository, run, step, wants, is_held AS isHeld, overtaken, since';
    this.#all = database.prepare(`SELECT ${columns} FROM claims ORDER BY id`);
    this.#forget = database.prepare('DELETE FROM claims WHERE id = ?');
    this.#forgetHolder = database.prepare('DELETE FROM claims WHERE holder = ?');
    this.#add = database.prepare(
      `INSERT INTO claims (holder, repository, run, step, wants, since)
       VALUES (@holder, @repository, @run, @step, @wants, @since)`,
    );
    const hold = database.prepare<[number]>('UPDATE claims SET is_held = 1 WHERE id = ?');
    const overtake = database.prepare<[number]>('UPDATE claims SET overtaken = overtaken + 1 WHERE id = ?');
    // H1
    this.#try = database.transaction((id: number): boolean => {
      const claims = this.#all.all().map(knownOf);
      const own = claims.find((claim) => claim.id === id);
      // Who was taken for dead, and is not, comes again.
      if (own === undefined) return false;
      const before = claims.filter((claim) => claim.id < id && !claim.isHeld && isRival(claim.wants, own.wants));
      const used = (pool: string): number =>
        claims
          .filter(({ isHeld }) => isHeld)
          .flatMap(({ wants }) => wants)
          .reduce((sum, want) => sum + (want.pool === pool ? want.amount : 0), 0);
      if (!mayTake(own.wants, before, used)) return false;
      hold.run(id);
      for (const claim of before) overtake.run(claim.id);
      return true;
    });
  }

  #ask<T>(act: () => T): Promise<Result<T, string>> {
    return askedWhenFree(this.#database, BUSY_WAIT_MS, act);
  }

  #lockOf(holder: string): string {
    return join(this.#with.folder, `holder-${holder}.lock`);
  }

  /** H2 */
  async #forgetDead(): Promise<void> {
    const others = new Set(this.#all.all().map(({ holder }) => holder));
    others.delete(this.#holder);
    for (const holder of others) {
      const path = this.#lockOf(holder);
      const lock = await acquireFileLock(path, { waitMs: 0, signal: null });
      if (lock === null) continue;
      await this.#ask(() => this.#forgetHolder.run(holder));
      await lock[Symbol.asyncDispose]();
      rmSync(path, { force: true });
    }
  }

  async take(wants: readonly Want[], claimant: Claimant, signal: AbortSignal): Promise<Result<Held | null, string>> {
    const { clock, pauseMs = PAUSE_MS } = this.#with;
    this.#lock ??= await acquireFileLock(this.#lockOf(this.#holder), { waitMs: 0, signal: null });
    const row = { ...claimant, holder: this.#holder, wants: JSON.stringify(wants), since: clock.now() };
    const added = await this.#ask(() => Number(this.#add.run(row).lastInsertRowid));
    if (!added.ok) return added;
    const id = added.value;
    const release = async (): Promise<void> => void (await this.#ask(() => this.#forget.run(id)));
    while (!signal.aborted) {
      const taken = await this.#ask(() => this.#try.immediate(id));
      if (!taken.ok) {
        await release();
        return taken;
      }
      if (taken.value) return ok({ release });
      await this.#forgetDead();
      await clock.sleepUntil(instant(clock.now() + pauseMs), signal);
    }
    await release();
    return ok(null);
  }

  async list(): Promise<Result<readonly ShownClaim[], string>> {
    const rows = await this.#ask(() => this.#all.all().map(knownOf));
    if (!rows.ok) return err(rows.error);
    return ok(
      rows.value.map(({ repository, run, step, wants, isHeld, since }) => ({
        repository,
        run,
        step,
        wants,
        isHeld,
        since,
      })),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ask(() => this.#forgetHolder.run(this.#holder));
    this.#database.close();
    if (this.#lock === null) return;
    await this.#lock[Symbol.asyncDispose]();
    rmSync(this.#lockOf(this.#holder), { force: true });
  }
}

/** Opens them in a folder, making both where they are not there. The error is a sentence for a person. */
export const openHoldings = (options: HoldingsOptions): Promise<Result<Holdings, string>> =>
  openMachineFile(
    {
      file: join(options.folder, 'holdings.db'),
      migrations: holdingMigrations,
      ...{ maxPageCount: null, busyWaitMs: BUSY_WAIT_MS },
    },
    (database) => new SqliteHoldings(database, options),
  );
