/** Domain events in their table. Those of runs are written with the events of the log that tell them. */
import type { Database, Statement } from 'better-sqlite3';
import type { DomainEvent, DomainEvents, RefusedEvent } from '../../domain-event.ts';
import type { StepEvent } from '../../event.ts';
import type { Bell } from './bell.ts';
import type { Patiently } from './retry.ts';
import { seal } from './sums.ts';

const PAGE = 500;

type Row = Omit<DomainEvent, 'payload'> & { readonly payload: string };

/** Writes what events of the log tell, inside the transaction that they are written in. */
export class EmittedWriter {
  readonly #insert: Statement;

  constructor(database: Database) {
    // What is written anew, as a repair does, stays where it is.
    this.#insert = database.prepare(
      `INSERT OR IGNORE INTO emitted (run, seq, place, step, type, payload, sender, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  step(event: StepEvent): void {
    if (event.type !== 'step.succeeded') return;
    const { run, seq, step, at } = event;
    for (const [place, { type, payload }] of (event.emits ?? []).entries())
      this.#insert.run(run, seq, place, step, type, JSON.stringify(payload), run, at);
  }
}

/** The bell is that of the log: who waits looks at both. */
export const sqliteDomainEvents = (database: Database, patiently: Patiently, bell: Bell): DomainEvents => {
  const statement = database.prepare('INSERT INTO emitted (type, payload, sender, at, refused) VALUES (?, ?, ?, ?, ?)');
  const known = database.prepare(
    'SELECT position FROM emitted WHERE type = ? AND sender = ? AND run IS NULL AND refused IS NULL LIMIT 1',
  );
  const page = database.prepare(
    `SELECT position, run, step, type, payload, sender AS by, at FROM emitted
     WHERE type = ? AND position > ? AND at >= ? AND refused IS NULL ORDER BY position LIMIT ${PAGE}`,
  );
  const refusals = database.prepare(
    `SELECT type, payload, sender AS by, at, refused AS message FROM emitted
     WHERE refused IS NOT NULL AND at >= ? ORDER BY position DESC LIMIT ?`,
  );
  const insert = (
    event: Omit<RefusedEvent, 'message'>,
    { refused, isOnce }: { readonly refused: string | null; readonly isOnce: boolean },
  ): Promise<number> =>
    patiently(() =>
      database
        .transaction(() => {
          // Cannot lie: the column is the key.
          const before = isOnce
            ? (known.get(event.type, event.by) as { readonly position: number } | undefined)
            : undefined;
          if (before !== undefined) return before.position;
          const { lastInsertRowid } = statement.run(event.type, event.payload, event.by, event.at, refused);
          seal(database, 'outside');
          return Number(lastInsertRowid);
        })
        .immediate(),
    );
  return {
    emit: async ({ type, payload, by, at, isOnce = false }) => {
      const event = { type, payload: JSON.stringify(payload), by, at };
      const position = await insert(event, { refused: null, isOnce });
      bell.ring();
      return position;
    },
    emitted: async ({ type, after, since }) => {
      // Cannot lie: the columns are strict, and what was written as JSON is read as it.
      const rows = await patiently(() => page.all(type, after, since) as Row[]);
      return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as DomainEvent['payload'] }));
    },
    watchEmitted: (ended) => bell.rings(ended),
    refuseEvent: async ({ message, ...event }) => void (await insert(event, { refused: message, isOnce: false })),
    // Cannot lie: the columns are strict.
    refusedEvents: async (since, limit) => patiently(() => refusals.all(since, limit) as RefusedEvent[]),
  };
};
