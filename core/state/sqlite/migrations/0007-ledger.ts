/**
 * Runs are chained to one another, in a ledger; tables that no log tells of are summed up; runs may be `damaged`. The
 * path of a worktree, which nobody reads any more, goes.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { nextEntry, type LedgerEntry, type RunEntry } from '../../ledger.ts';
import { seal } from '../sums.ts';

export const ledger: string = `
PRAGMA defer_foreign_keys = ON;

CREATE TABLE runs_before AS SELECT * FROM runs;
DROP TABLE runs;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workstream TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('created', 'running', 'waiting', 'paused', 'cancelling', 'compensating',
    'succeeded', 'failed', 'cancelled', 'damaged')),
  hash TEXT NOT NULL,
  source TEXT,
  branch TEXT,
  base TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;

INSERT INTO runs (number, id, workstream, title, status, hash, source, branch, base, created_at, started_at, finished_at)
  SELECT number, id, workstream, title, status, hash, source, branch, base, created_at, started_at, finished_at
  FROM runs_before ORDER BY number;
DROP TABLE runs_before;

CREATE INDEX runs_by_workstream ON runs (workstream, number);

CREATE TABLE ledger (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  run TEXT NOT NULL,
  seq INTEGER NOT NULL,
  head TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE sums (
  name TEXT NOT NULL PRIMARY KEY,
  sum TEXT NOT NULL
) STRICT;
`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const eventAt = (which: 'min' | 'max'): string =>
  `SELECT run, seq, hash FROM events WHERE run = ? AND seq = (SELECT ${which}(seq) FROM events WHERE run = ?)`;

/** Those that there were when it was written; later ones are summed up by whoever brings them. */
const SUMMED_THEN = ['signals', 'proposals', 'spec_files', 'spec_history'] as const;

/** Chains the runs that are there in the order of their creation, then those of them that have ended. */
export const fillLedger = (database: Database): void => {
  // Cannot lie: the columns are strict.
  const runs = database.prepare('SELECT number, id, status FROM runs ORDER BY number').all() as {
    readonly number: number;
    readonly id: string;
    readonly status: string;
  }[];
  const insert = database.prepare(
    `INSERT INTO ledger (number, kind, run, seq, head, previous_hash, hash)
     VALUES (@number, @kind, @run, @seq, @head, @previousHash, @hash)`,
  );
  const [first, newest] = [database.prepare(eventAt('min')), database.prepare(eventAt('max'))];
  let last: LedgerEntry | null = null;
  const note = (kind: RunEntry['kind'], id: string, number: number | null): void => {
    // Cannot lie: the columns are strict.
    const event = (kind === 'created' ? first : newest).get(id, id) as
      | { readonly seq: number; readonly hash: string }
      | undefined;
    if (event === undefined) return;
    last = nextEntry(sha256, last, { kind, run: id, seq: number ?? event.seq, head: event.hash });
    insert.run(last);
  };
  for (const { id, number } of runs) note('created', id, number);
  for (const { id, status } of runs) if (['succeeded', 'failed', 'cancelled'].includes(status)) note('ended', id, null);
  for (const table of SUMMED_THEN) seal(database, table);
};
