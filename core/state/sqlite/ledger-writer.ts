/** Adds to the ledger of runs, inside the transaction of an append. */
import type { Database, Statement } from 'better-sqlite3';
import type { Digest } from '../../system.ts';
import {
  nextEntry,
  type LedgerEntry,
  type ArchiveEntry,
  type MarkEntry,
  type RepairEntry,
  type RunEntry,
} from '../ledger.ts';

export class LedgerWriter {
  readonly #digest: Digest;
  readonly #last: Statement;
  readonly #insert: Statement;

  constructor(database: Database, digest: Digest) {
    this.#digest = digest;
    this.#last = database.prepare('SELECT number, hash FROM ledger ORDER BY number DESC LIMIT 1');
    this.#insert = database.prepare(
      `INSERT INTO ledger (number, kind, run, seq, head, previous_hash, hash)
       VALUES (@number, @kind, @run, @seq, @head, @previousHash, @hash)`,
    );
  }

  add(entry: RunEntry | MarkEntry | ArchiveEntry | RepairEntry): void {
    // Cannot lie: strict columns. Read each time: other processes write too.
    const last = (this.#last.get() as Pick<LedgerEntry, 'number' | 'hash'> | undefined) ?? null;
    this.#insert.run(nextEntry(this.#digest, last, entry));
  }
}
