/** Group commit: appends that arrive in the same turn share one transaction. */
import type { Database, Statement } from 'better-sqlite3';
import type { WsEvent } from '../../event.ts';
import type { RunId } from '../../id.ts';
import { err, ok, type Result } from '../../result.ts';
import type { AppendError } from '../../event-log.ts';
import type { Failpoint } from '../../system.ts';
import type { LogWriter } from './append.ts';
import type { CopiedEvent } from './copies.ts';
import { pauseMs } from './retry.ts';
import { isBusy, isDamage, isFull, sqliteCode } from './store-error.ts';
import { messageOf } from '../../thrown.ts';

type Outcome = Result<void, AppendError>;

type Entry = {
  readonly run: RunId;
  readonly events: readonly WsEvent[];
  readonly giveUpAt: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (bug: unknown) => void;
};

const appended: Outcome = ok(undefined);

export type Committing = {
  readonly database: Database;
  readonly writer: LogWriter;
  readonly failpoint: Failpoint;
  /** Told after each commit of what was written. */
  readonly committed: (events: readonly CopiedEvent[]) => void;
  /** How long an append waits for another process before it fails as busy. */
  readonly busyWaitMs: number;
};

/**
 * Collects appends and commits them.
 *
 *     idle ──append──▶ due ──setImmediate──▶ one transaction ──▶ idle │ due (more came)
 *                       ▲                        │ busy
 *                       └────────pause───────────┘
 *
 * L1: an append resolves after its COMMIT returned, or after its ROLLBACK.
 * L2: between BEGIN and COMMIT nothing waits.
 * L3: one append that cannot be written (a conflict, no room) does not keep others from being written.
 * L4: after damage nothing is written any more.
 */
export class GroupCommit {
  readonly #with: Committing;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  #queue: Entry[] = [];
  #isDue = false;
  #tries = 0;
  #brokenBy: string | null = null;
  readonly #waitingForIdle: (() => void)[] = [];

  constructor(committing: Committing) {
    this.#with = committing;
    this.#begin = committing.database.prepare('BEGIN IMMEDIATE');
    this.#commit = committing.database.prepare('COMMIT');
    this.#rollback = committing.database.prepare('ROLLBACK');
  }

  append(run: RunId, events: readonly WsEvent[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const giveUpAt = performance.now() + this.#with.busyWaitMs;
      this.#queue.push({ run, events, giveUpAt, resolve, reject });
      if (this.#isDue) return;
      this.#isDue = true;
      setImmediate(() => this.#flush());
    });
  }

  /** Resolves when nothing waits to be committed. */
  settled(): Promise<void> {
    if (!this.#isDue) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForIdle.push(resolve));
  }

  /** From now on every append fails as broken; what waits fails too. */
  stop(message: string): void {
    this.#brokenBy ??= message;
  }

  #flush(): void {
    const batch = this.#queue;
    this.#queue = [];
    const now = performance.now();
    for (const entry of this.#transact(batch))
      if (now < entry.giveUpAt) this.#queue.push(entry);
      else entry.resolve(err({ code: 'busy', message: 'another process held the database for too long' }));
    if (this.#queue.length > 0) {
      setTimeout(() => this.#flush(), pauseMs(this.#tries++));
      return;
    }
    this.#tries = 0;
    this.#isDue = false;
    for (const resolve of this.#waitingForIdle.splice(0)) resolve();
  }

  /** Commits what can be committed and settles it; gives back what found the database busy. */
  #transact(batch: readonly Entry[]): readonly Entry[] {
    if (this.#brokenBy !== null) return settle(batch, err({ code: 'broken', message: this.#brokenBy }));
    const { writer, failpoint, committed } = this.#with;
    const outcomes: Outcome[] = [];
    try {
      this.#begin.run();
      for (const { run, events } of batch) {
        const written = writer.write(run, events);
        outcomes.push(written === 'written' ? appended : err({ code: 'conflict', seq: written.seq }));
      }
      failpoint('store.append.before');
      this.#commit.run();
      failpoint('store.append.after');
      committed(writer.takeWritten());
    } catch (error) {
      this.#undo();
      return this.#explain(batch, error);
    }
    for (const [place, entry] of batch.entries()) entry.resolve(outcomes[place] ?? appended);
    return [];
  }

  #undo(): void {
    this.#with.writer.forget();
    try {
      if (this.#with.database.inTransaction) this.#rollback.run();
    } catch (error) {
      // The first error is the cause; a connection that cannot roll back is of no use.
      this.stop(messageOf(error));
    }
  }

  #explain(batch: readonly Entry[], error: unknown): readonly Entry[] {
    if (isBusy(error)) return batch;
    if (sqliteCode(error) === null) {
      for (const { reject } of batch) reject(error);
      return [];
    }
    const message = messageOf(error);
    if (isDamage(error)) this.stop(message);
    // L3: each alone, to see which of them it is.
    else if (batch.length > 1) return batch.flatMap((entry) => this.#transact([entry]));
    return settle(batch, err({ code: isFull(error, this.#with.database.name) ? 'full' : 'broken', message }));
  }
}

const settle = (batch: readonly Entry[], outcome: Outcome): readonly Entry[] => {
  for (const { resolve } of batch) resolve(outcome);
  return [];
};
