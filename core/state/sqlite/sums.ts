/** Sums over tables that no log tells of, so that a row that ws did not write is found. */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** The tables that are summed up: whoever writes to one of them calls {@link seal} in the same transaction. */
export const SUMMED = ['signals', 'proposals', 'spec_files', 'spec_history', 'outside'] as const;

export type Summed = (typeof SUMMED)[number];

/** Exclusive or of the SHA-256 of every row, so that the order of rows means nothing. Lower-case hex. */
export const sumOf = (database: Database, table: Summed): string => {
  const sum = Buffer.alloc(32);
  for (const row of database.prepare(`SELECT * FROM ${table}`).raw().iterate()) {
    const hash = createHash('sha256').update(JSON.stringify(row)).digest();
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) ^ (hash[at] ?? 0);
  }
  return sum.toString('hex');
};

/** Notes what a table holds now. */
export const seal = (database: Database, table: Summed): void => {
  database.prepare('INSERT OR REPLACE INTO sums (name, sum) VALUES (?, ?)').run(table, sumOf(database, table));
};

/** What is wrong with the tables that are summed up, a sentence each. */
export const sumProblems = (database: Database): readonly string[] => {
  // Cannot lie: the columns are strict.
  const rows = database.prepare('SELECT name, sum FROM sums').raw().all() as [string, string][];
  const noted = new Map(rows);
  const problems: string[] = [];
  for (const table of SUMMED) {
    if (noted.get(table) !== sumOf(database, table)) problems.push(`the table ${table} is not as ws left it`);
    noted.delete(table);
  }
  for (const name of noted.keys()) problems.push(`the table sums holds ${name}, which ws does not know`);
  return problems;
};
