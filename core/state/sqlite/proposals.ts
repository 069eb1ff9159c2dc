/** Change proposals in the state database. What they say is not its business. */
import type { Database } from 'better-sqlite3';
import { seal } from './sums.ts';

export type StoredProposal = { readonly change: string; readonly moves: number; readonly record: string };

/** All proposals, by the name of their change. */
export const readProposals = (database: Database): readonly StoredProposal[] =>
  // Cannot lie: the table is ours, and its columns are strict.
  database.prepare('SELECT change, moves, record FROM proposals ORDER BY change').all() as StoredProposal[];

/**
 * Puts a proposal in the place of the one that had made `before` moves, or, with null, where there is none. False where
 * another writer came first.
 */
export const writeProposal = (database: Database, proposal: StoredProposal, before: number | null): boolean => {
  const { change, moves, record } = proposal;
  const sql =
    before === null
      ? 'INSERT INTO proposals (change, moves, record) VALUES (@change, @moves, @record) ON CONFLICT DO NOTHING'
      : 'UPDATE proposals SET moves = @moves, record = @record WHERE change = @change AND moves = @before';
  return database
    .transaction((): boolean => {
      const { changes } = database.prepare(sql).run({ change, moves, record, ...(before === null ? {} : { before }) });
      if (changes === 1) seal(database, 'proposals');
      return changes === 1;
    })
    .immediate();
};
