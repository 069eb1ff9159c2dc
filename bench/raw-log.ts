/** The least that durable steps can cost: better-sqlite3 alone, writing as often, with group commit. */
import Database from 'better-sqlite3';
import { inLanes } from './in-lanes.ts';

export type RawShape = {
  readonly file: string;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly runs: number;
  readonly steps: number;
  readonly atOnce: number;
  /** Events that each transaction of a step inserts; each transaction also updates the row of its step. */
  readonly eventsOf: readonly number[];
};

/** Writes all steps of all runs. */
export const writeRawLog = async (shape: RawShape): Promise<void> => {
  const database = new Database(shape.file);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${shape.synchronous}`);
  database.exec(`CREATE TABLE events (run TEXT, seq INTEGER, type TEXT, step TEXT, at INTEGER, payload TEXT, PRIMARY KEY (run, seq));
    CREATE TABLE steps (run TEXT, step TEXT, status TEXT, PRIMARY KEY (run, step))`);
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
  const upsert = database.prepare(
    'INSERT INTO steps VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status',
  );
  const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];
  let queue: { readonly work: () => void; readonly done: () => void }[] = [];
  const transition = (work: () => void): Promise<void> =>
    new Promise((done) => {
      if (queue.length === 0)
        setImmediate(() => {
          const batch = queue;
          queue = [];
          begin.run();
          for (const entry of batch) entry.work();
          commit.run();
          for (const entry of batch) entry.done();
        });
      queue.push({ work, done });
    });
  await inLanes(shape.runs, shape.atOnce, async (number) => {
    const run = `r${String(number).padStart(9, '0')}`;
    let seq = 0;
    for (let place = 0; place < shape.steps; place++) {
      const name = `step-${place}`;
      for (const [at, events] of shape.eventsOf.entries())
        await transition(() => {
          for (let event = 0; event < events; event++)
            insert.run(run, ++seq, 'step.succeeded', name, 1_750_000_000_000 + seq, '{"outputs":{},"exitCode":0}');
          upsert.run(run, name, at + 1 === shape.eventsOf.length ? 'succeeded' : 'running');
        });
    }
  });
  database.close();
};
