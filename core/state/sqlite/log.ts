/** Reads the log back, a page at a time. */
import type { Database, Statement } from 'better-sqlite3';
import type { RecordedEvent } from '../../event.ts';
import type { RunId } from '../../id.ts';
import { isJsonObject } from '../../json.ts';
import { isEventType } from '../projection.ts';

export type EventColumns = {
  readonly run: string;
  readonly seq: number;
  readonly type: string;
  readonly step: string | null;
  readonly attempt: number | null;
  readonly at: number;
  readonly correlationId: string;
  readonly causationId: number | null;
  readonly payload: string;
  readonly hash: string;
  readonly previousHash: string;
};

/** A row that this program did not write so; the log was altered or damaged. */
const unreadable = (row: EventColumns, why: string): Error =>
  new Error(`event ${row.seq} of run ${row.run} cannot be read: ${why}`);

const parse = (row: EventColumns): unknown => {
  try {
    return JSON.parse(row.payload);
  } catch {
    throw unreadable(row, 'its payload is not JSON');
  }
};

/** The event that a row holds. Throws for a row that no event was ever written as. */
export const decodeEvent = (row: EventColumns): RecordedEvent => {
  const payload = parse(row);
  if (!isJsonObject(payload)) throw unreadable(row, 'its payload is not an object');
  if (!isEventType(row.type)) throw unreadable(row, `${row.type} is no type of event`);
  const { run, seq, type, step, attempt, at, correlationId, causationId, hash, previousHash } = row;
  const frame = { run, seq, at, correlationId, causationId, hash, previousHash };
  const isOfStep = type.startsWith('step.');
  if (isOfStep ? step === null : step !== null || attempt !== null)
    throw unreadable(row, 'its step does not fit its type');
  const head = isOfStep ? { type, step, attempt } : { type };
  for (const key of Object.keys(payload))
    if (key in frame || key in head) throw unreadable(row, `its payload holds ${key}`);
  // Cannot lie while the chain is whole: the payload was taken from an event of this type.
  return { ...head, ...frame, ...payload } as unknown as RecordedEvent;
};

/** Of the table of events, what {@link decodeEvent} takes. */
export const EVENT_COLUMNS = `run, seq, type, step, attempt, at, correlation AS correlationId, causation AS causationId,
  payload, hash, previous_hash AS previousHash`;

const pageSize = 500;

/** Reads events of one connection. */
export class LogReader {
  readonly #page: Statement;
  readonly #head: Statement;

  constructor(database: Database) {
    this.#page = database.prepare(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE run = ? AND seq > ? ORDER BY seq LIMIT ${pageSize}`,
    );
    this.#head = database.prepare('SELECT seq, hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1');
  }

  /** The next events after `afterSeq`, some hundred at most; empty at the end. */
  page(run: RunId, afterSeq: number): readonly RecordedEvent[] {
    // Cannot lie: the columns are strict.
    return (this.#page.all(run, afterSeq) as EventColumns[]).map(decodeEvent);
  }

  head(run: RunId): { readonly seq: number; readonly hash: string } | null {
    // Cannot lie: the columns are strict.
    return (this.#head.get(run) as { readonly seq: number; readonly hash: string } | undefined) ?? null;
  }
}
