/** Follows the log of all runs on a connection of its own, which can only read. */
import type { Database, Statement } from 'better-sqlite3';
import { err, ok, type Result } from '../../result.ts';
import type { Tail, TailedEvent } from '../../tail.ts';
import { bellAt, SAFETY_MS } from './bell.ts';
import { connect } from './connection.ts';
import { decodeEvent, EVENT_COLUMNS, type EventColumns } from './log.ts';
import { refuseSchema, refuseStrange } from './migrate.ts';
import { untilFree, type Patience } from './retry.ts';
import { explainOpening, type StoreError } from './store-error.ts';

const pageSize = 500;

export type SqliteTailOptions = {
  readonly file: string;
  /** How long to wait for other processes, opening and with each call. */
  readonly busyWaitMs: number;
  /** How often to look although no writer has rung. */
  readonly safetyMs: number;
};

/** Where the bell hangs that is rung after every append. */
export const eventBellOf = (file: string): string => `${file}-events`;

/**
 * T1: SQLite lets one writer write at a time and a position is given inside the transaction, so positions become visible
 *     in their order: behind a position that was read nothing new appears.
 */
const tailOf = (database: Database, { file, busyWaitMs, safetyMs }: SqliteTailOptions): Tail => {
  const patience: Patience = { waitMs: busyWaitMs, signal: null };
  const page: Statement = database.prepare(
    `SELECT position, ${EVENT_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ${pageSize}`,
  );
  const newest: Statement = database.prepare('SELECT coalesce(max(position), 0) FROM events').pluck();
  // Cannot lie: the columns are strict.
  const read = (position: number): readonly TailedEvent[] =>
    (page.all(position) as (EventColumns & { readonly position: number })[]).map((row) => ({
      position: row.position,
      event: decodeEvent(row),
    }));
  return {
    // Cannot lie: a number by the query.
    newest: () => untilFree(() => newest.get() as number, patience),
    after: (position) => untilFree(() => read(position), patience),
    changes: (ended) => bellAt(eventBellOf(file), safetyMs).rings(ended),
    [Symbol.asyncDispose]: async () => {
      database.close();
    },
  };
};

const open = (options: SqliteTailOptions): Result<Tail, StoreError> => {
  const { file } = options;
  const database = connect({ file, readOnly: true, synchronous: 'normal', maxPageCount: null });
  if ('code' in database) return err(database);
  try {
    const refused = refuseSchema(database, file) ?? refuseStrange(database, file);
    if (refused === null) return ok(tailOf(database, options));
    database.close();
    return err(refused);
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Opens the tail of a state database that is there, and as this version of ws knows it. */
export const openSqliteTail = async (
  options: Pick<SqliteTailOptions, 'file'> & Partial<SqliteTailOptions>,
): Promise<Result<Tail, StoreError>> => {
  const whole: SqliteTailOptions = { busyWaitMs: 10_000, safetyMs: SAFETY_MS, ...options };
  try {
    return await untilFree(() => open(whole), { waitMs: whole.busyWaitMs, signal: null });
  } catch (error) {
    return err(explainOpening(error, whole.file));
  }
};
