/**
 * What durability costs: 10,000 steps through the store beside raw better-sqlite3 loops that write as often.
 * `npx tsx bench/state.ts [rounds]`; prints times in milliseconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { WsEvent } from '../core/event.ts';
import { instant, runId, stepId, toolId } from '../core/id.ts';
import { openMemoryStore } from '../core/state/memory/store.ts';
import { openSqliteStore, sha256 } from '../core/state/sqlite/store.ts';
import type { Store } from '../core/store.ts';
import type { Step, Workstream } from '../core/workstream.ts';

const runCount = 100;
const stepCount = 100;
const atOnce = 10;

const step = (name: string): Step => ({
  id: stepId(name),
  tool: toolId('shell'),
  with: { run: 'true' },
  needs: [],
  condition: null,
  env: {},
  input: null,
  cwd: '.',
  timeoutMs: 600_000,
  retry: { limit: 0, backoff: { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 } },
  continueOnError: false,
  acceptance: [],
  outputs: null,
  access: null,
  sandbox: null,
  onInterrupted: 'retry',
});

const workstream: Workstream = {
  version: 1,
  id: 'bench',
  title: 'Bench',
  description: '',
  base: 'HEAD',
  inputs: {},
  env: {},
  secrets: [],
  concurrency: null,
  failFast: false,
  steps: Array.from({ length: stepCount }, (_, place) => step(`step-${place}`)),
  finally: [],
  outputs: {},
};

/** Calls `work` for every number below `count`, `atOnce` at a time. */
const inLanes = async (count: number, work: (number: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
};

const driveStore = async (store: Store): Promise<void> => {
  await inLanes(runCount, async (number) => {
    const run = runId(`r${String(number).padStart(9, '0')}`);
    let seq = 0;
    const write = async (...events: ((frame: object) => object)[]): Promise<void> => {
      const framed = events.map((make) => {
        seq++;
        const frame = {
          run,
          seq,
          at: instant(1_750_000_000_000 + seq),
          correlationId: run,
          causationId: seq - 1 || null,
        };
        // Cannot lie: the callers below make events that lack only the frame.
        return make(frame) as WsEvent;
      });
      const appended = await store.append(run, framed);
      if (!appended.ok) throw new Error(JSON.stringify(appended.error));
    };
    const options = { inputs: {}, concurrency: 2, source: null, base: 'HEAD', inherits: null };
    await write((frame) => ({ type: 'run.created', workstream, hash: 'h', options, ...frame }));
    for (const { id } of workstream.steps) {
      const of = { step: id, attempt: 1 };
      const correlationId = `${id}#1`;
      await write(
        (frame) => ({ type: 'step.readied', ...of, ...frame, correlationId }),
        (frame) => ({ type: 'step.started', ...of, ...frame, correlationId }),
      );
      const success = { outputs: {}, exitCode: 0, checkpoint: null };
      await write((frame) => ({ type: 'step.succeeded', ...of, ...success, ...frame, correlationId }));
    }
    await write((frame) => ({ type: 'run.succeeded', outputs: {}, ...frame }));
  });
};

/** Two transitions a step; one transition is one projection update and one event row. */
const driveRaw = async (file: string, synchronous: string, eventsPerStart: number): Promise<void> => {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
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
  await inLanes(runCount, async (number) => {
    const run = `r${String(number).padStart(9, '0')}`;
    let seq = 0;
    for (let place = 0; place < stepCount; place++) {
      const name = `step-${place}`;
      await transition(() => {
        for (let event = 0; event < eventsPerStart; event++)
          insert.run(run, ++seq, 'step.started', name, 1_750_000_000_000 + seq, '{}');
        upsert.run(run, name, 'running');
      });
      await transition(() => {
        insert.run(run, ++seq, 'step.succeeded', name, 1_750_000_000_000 + seq, '{"outputs":{},"exitCode":0}');
        upsert.run(run, name, 'succeeded');
      });
    }
  });
  database.close();
};

const timed = async (work: (folder: string) => Promise<void>): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-bench-'));
  const start = performance.now();
  await work(folder);
  const tookMs = performance.now() - start;
  rmSync(folder, { recursive: true });
  return tookMs;
};

const throughSqlite =
  (synchronous: 'full' | 'normal') =>
  async (folder: string): Promise<void> => {
    const opened = await openSqliteStore({ file: join(folder, 'state.db'), synchronous, failpoint: () => undefined });
    if (!opened.ok) throw new Error(opened.error.message);
    await driveStore(opened.value);
    await opened.value[Symbol.asyncDispose]();
  };

const contenders: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  'raw FULL, 2 events a step': (folder) => driveRaw(join(folder, 'raw.db'), 'FULL', 1),
  'raw FULL, 3 events a step': (folder) => driveRaw(join(folder, 'raw.db'), 'FULL', 2),
  'store FULL': throughSqlite('full'),
  'raw NORMAL, 2 events a step': (folder) => driveRaw(join(folder, 'raw.db'), 'NORMAL', 1),
  'raw NORMAL, 3 events a step': (folder) => driveRaw(join(folder, 'raw.db'), 'NORMAL', 2),
  'store NORMAL': throughSqlite('normal'),
  'store in memory': () => driveStore(openMemoryStore(sha256)),
};

const rounds = Number(process.argv[2] ?? 5);
const results = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, work] of Object.entries(contenders)) results.get(name)?.push(await timed(work));
const sortedMs = (name: string): readonly number[] => [...(results.get(name) ?? [])].sort((a, b) => a - b);
const medianMs = (name: string): number => sortedMs(name)[rounds >> 1] ?? NaN;
// On a machine that others use, the best round says more about the code than the median.
const bestMs = (name: string): number => sortedMs(name)[0] ?? NaN;

console.log(`${runCount} runs of ${stepCount} steps, ${atOnce} at once; ${rounds} rounds, in milliseconds`);
console.log('                             median    best  best beside the raw floor with 2 / 3 events a step');
for (const name of results.keys()) {
  const floor = name.includes('NORMAL') ? 'raw NORMAL' : 'raw FULL';
  const [two, three] = [2, 3].map((count) => bestMs(name) / bestMs(`${floor}, ${count} events a step`));
  const times = [medianMs(name), bestMs(name)].map((ms) => ms.toFixed(0).padStart(7)).join(' ');
  console.log(`${name.padEnd(28)}${times}  ${two?.toFixed(2)} / ${three?.toFixed(2)}`);
}
