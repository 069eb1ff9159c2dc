/**
 * Limits and answers of models in an SQLite file of their own, for all processes of the machine.
 *
 *   R1. What a change is made of is read and written in one immediate transaction, in which nothing waits.
 *   R2. What a disk or another process can do comes back as an error; only a bug is thrown.
 */
import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import type { Instant } from '../../id.ts';
import type { Result } from '../../result.ts';
import type { ModelRows } from '../model-row.ts';
import { askedWhenFree, openMachineFile } from './machine-file.ts';
import type { Migration } from './migrate.ts';
import { models } from './migrations/models-0001.ts';

/** In order, numbered from 1; one that was released is never edited. */
export const modelMigrations: readonly Migration[] = [{ number: 1, name: 'models', sql: models }];

export type ModelRowsOptions = {
  /** Absolute; made where it is not there. Holds `models.db`. */
  readonly folder: string;
  /** How long to wait for other processes, opening and with each call. */
  readonly busyWaitMs: number;
  /** How many answers are kept. */
  readonly mostAnswers: number;
};

type Change<T> = (kept: readonly (string | null)[]) => { readonly kept: readonly string[]; readonly gives: T };

class SqliteModelRows implements ModelRows {
  readonly #database: Database;
  readonly #with: ModelRowsOptions;
  readonly #bucket: Statement<[string], string>;
  readonly #putBucket: Statement<[string, string]>;
  readonly #answer: Statement<[string, number], string>;
  readonly #putAnswer: Statement<[string, string, number]>;
  readonly #dropOld: Statement<[number]>;
  readonly #dropMany: Statement<[number]>;

  constructor(database: Database, options: ModelRowsOptions) {
    this.#database = database;
    this.#with = options;
    this.#bucket = database.prepare<[string], string>('SELECT kept FROM buckets WHERE name = ?').pluck();
    this.#putBucket = database.prepare('INSERT OR REPLACE INTO buckets (name, kept) VALUES (?, ?)');
    this.#answer = database
      .prepare<[string, number], string>('SELECT answer FROM answers WHERE key = ? AND until > ?')
      .pluck();
    this.#putAnswer = database.prepare('INSERT OR REPLACE INTO answers (key, answer, until) VALUES (?, ?, ?)');
    this.#dropOld = database.prepare('DELETE FROM answers WHERE until <= ?');
    this.#dropMany = database.prepare(
      'DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY until DESC LIMIT -1 OFFSET ?)',
    );
  }

  change<T>(names: readonly string[], change: Change<T>): Promise<Result<T, string>> {
    // R1
    const changed = this.#database.transaction((): T => {
      const { kept, gives } = change(names.map((name) => this.#bucket.get(name) ?? null));
      for (const [at, text] of kept.entries()) this.#putBucket.run(names[at] ?? '', text);
      return gives;
    });
    return this.#try(() => changed.immediate());
  }

  answer(key: string, now: Instant): Promise<Result<string | null, string>> {
    return this.#try(() => this.#answer.get(key, now) ?? null);
  }

  keepAnswer(
    key: string,
    answer: string,
    { now, until }: { readonly now: Instant; readonly until: Instant },
  ): Promise<Result<void, string>> {
    const kept = this.#database.transaction((): void => {
      this.#dropOld.run(now);
      this.#putAnswer.run(key, answer, until);
      this.#dropMany.run(this.#with.mostAnswers);
    });
    return this.#try(() => kept.immediate());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }

  /** R2 */
  #try<T>(act: () => T): Promise<Result<T, string>> {
    return askedWhenFree(this.#database, this.#with.busyWaitMs, act);
  }
}

/** Opens those kept in a folder, making both where they are not there. The error is a sentence for a person. */
export const openModelRows = async (
  options: Pick<ModelRowsOptions, 'folder'> & Partial<ModelRowsOptions>,
): Promise<Result<ModelRows, string>> => {
  const whole: ModelRowsOptions = { busyWaitMs: 5_000, mostAnswers: 10_000, ...options };
  const file = join(whole.folder, 'models.db');
  const { busyWaitMs } = whole;
  return openMachineFile(
    { file, migrations: modelMigrations, maxPageCount: null, busyWaitMs },
    (database) => new SqliteModelRows(database, whole),
  );
};
