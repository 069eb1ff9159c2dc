/** Archived runs of which the archive cannot be read: what the state says of them stays as it is, until the archive is back. */
import type { Database } from 'better-sqlite3';
import type { LedgerEntry } from '../../ledger.ts';
import type { LedgerWriter } from '../ledger-writer.ts';
import type { RebuiltLog } from './rebuilt-log.ts';
import type { Salvaged } from './salvage.ts';

type Row = Readonly<Record<string, unknown>>;
type Writing = { readonly kind: 'created' | 'ended' | 'archived' | 'discarded' | 'restored' } & Pick<
  LedgerEntry,
  'run' | 'seq' | 'head'
>;

/** `entries` are all that the ledger says of it, oldest first, each proved by its hash; `events`: how many its archive holds. */
export type KeptRun = {
  readonly run: string;
  readonly events: number;
  readonly row: Row;
  readonly entries: readonly Writing[];
};

const KINDS = ['created', 'ended', 'archived', 'discarded', 'restored'] as const;

const writingOf = ({ kind, run, seq, head }: LedgerEntry): readonly Writing[] =>
  KINDS.flatMap((known) => (known === kind ? [{ kind: known, run, seq, head }] : []));

/**
 * Those of `logs` that were archived and did not come back whole, where their row, beginning, end and archive are all told of;
 * in the order in which they were made.
 */
export const keptRuns = (
  logs: readonly RebuiltLog[],
  found: Salvaged,
  entries: readonly LedgerEntry[],
): readonly KeptRun[] => {
  const rows = new Map(found.rows('runs').map((row) => [row['id'], row]));
  const kept = logs.flatMap(({ run, events }): readonly KeptRun[] => {
    const row = rows.get(run);
    const own = entries.filter((entry) => entry.run === run).flatMap(writingOf);
    const archived = own.find(({ kind }) => kind === 'archived');
    const isTold = own.some(({ kind }) => kind === 'created') && own.some(({ kind }) => kind === 'ended');
    if (row === undefined || archived === undefined || !isTold || events.length >= archived.seq) return [];
    return [{ run, events: archived.seq, row, entries: own }];
  });
  const place = ({ row }: KeptRun): number => Number(row['number']);
  return kept.toSorted((one, other) => place(one) - place(other));
};

/** Before any other run: these are old. `insert` puts rows into a table as they are. */
export const writeKept = (
  kept: readonly KeptRun[],
  found: Salvaged,
  {
    database,
    ledger,
    insert,
  }: {
    readonly database: Database;
    readonly ledger: LedgerWriter;
    readonly insert: (table: string, rows: readonly Row[]) => void;
  },
): void => {
  const count = database.prepare('SELECT count(*) FROM runs').pluck();
  for (const { run, row, entries } of kept) {
    const number = Number(count.get()) + 1;
    insert('runs', [{ ...row, number }]);
    for (const table of ['steps', 'failures'])
      insert(
        table,
        found.rows(table).filter((each) => each['run'] === run),
      );
    for (const entry of entries) ledger.add(entry.kind === 'created' ? { ...entry, seq: number } : entry);
  }
};
