/**
 * One way to write durable steps, as a process of its own. `<way> <runs> <steps> <folder>`; prints what it took as JSON.
 * Ways: raw-2 raw-1 (transactions a step), store, engine, paced; each with -full or -normal; and memory.
 */
import { join } from 'node:path';
import type { WsEvent } from '../core/event.ts';
import { instant, runId, stepId, type RunId } from '../core/id.ts';
import { openMemoryStore } from '../core/state/memory/store.ts';
import { openSqliteStore, sha256 } from '../core/state/sqlite/store.ts';
import type { Store } from '../core/store.ts';
import type { Plan } from '../core/plan.ts';
import { realClock } from '../adapters/machine/clock.ts';
import { aPlan, aStep, aWorkstream } from '../tests/rig/step.ts';
import { driveToEnd } from './engine-run.ts';
import { inLanes } from './in-lanes.ts';
import { writeRawLog } from './raw-log.ts';

const AT_ONCE = 10;
const STEPS_A_SECOND = 1_000;

const [way = '', runs = 0, steps = 0, folder = '.'] = process.argv.slice(2).map((word, at) => {
  return at === 1 || at === 2 ? Number(word) : word;
}) as [string, number, number, string]; // cannot lie: second and third are made numbers just above

const plan: Plan = aPlan(
  aWorkstream(Array.from({ length: steps }, (_, place) => aStep(`s${place}`, place === 0 ? [] : [`s${place - 1}`]))),
);
const nameOf = (number: number): string => `r${String(number).padStart(9, '0')}`;

type Unframed = Readonly<Record<string, unknown>> & { readonly type: WsEvent['type'] };

/** Numbers the events of one run and appends them. */
class Writer {
  readonly #store: Store;
  readonly #run: RunId;
  #seq = 0;

  constructor(store: Store, run: RunId) {
    this.#store = store;
    this.#run = run;
  }

  async write(...events: readonly Unframed[]): Promise<void> {
    const framed = events.map((event) => {
      this.#seq += 1;
      const at = instant(1_750_000_000_000 + this.#seq);
      const correlationId = 'step' in event ? `${String(event['step'])}#1` : this.#run;
      // Cannot lie: the callers make whole events that lack only this frame.
      return {
        ...event,
        run: this.#run,
        seq: this.#seq,
        at,
        correlationId,
        causationId: this.#seq - 1 || null,
      } as WsEvent;
    });
    const appended = await this.#store.append(this.#run, framed);
    if (!appended.ok) throw new Error(JSON.stringify(appended.error));
  }

  create(): Promise<void> {
    const options = { inputs: {}, concurrency: 1, source: null, base: 'HEAD', inherits: null };
    return this.write({ type: 'run.created', workstream: plan.workstream, planHash: plan.hash, options });
  }

  /** Two transactions, three events. */
  async step(place: number): Promise<void> {
    const of = { step: stepId(`s${place}`), attempt: 1 };
    await this.write({ type: 'step.readied', ...of }, { type: 'step.started', ...of });
    await this.write({ type: 'step.succeeded', ...of, outputs: {}, exitCode: 0, checkpoint: null });
  }
}

const writeStore = (store: Store): Promise<void> =>
  inLanes(runs, AT_ONCE, async (number) => {
    const writer = new Writer(store, runId(nameOf(number)));
    await writer.create();
    for (let place = 0; place < steps; place++) await writer.step(place);
    await writer.write({ type: 'run.succeeded', outputs: {} });
  });

const driveEngine = (store: Store): Promise<void> =>
  inLanes(runs, AT_ONCE, (number) => driveToEnd(nameOf(number), plan, { store, clock: realClock(), concurrency: 1 }));

/** Starts 1,000 steps a second, each a transaction to start and one to end; from due to durable, in milliseconds. */
const writePaced = async (store: Store): Promise<readonly number[]> => {
  const latencies: number[] = [];
  const began = performance.now();
  let due = 0;
  await inLanes(runs, runs, async (number) => {
    const writer = new Writer(store, runId(nameOf(number)));
    await writer.create();
    for (let place = 0; place < steps; place++) {
      const dueMs = began + 200 + (due++ * 1000) / STEPS_A_SECOND;
      while (performance.now() < dueMs) await new Promise((resolve) => setImmediate(resolve));
      await writer.step(place);
      latencies.push(performance.now() - dueMs);
    }
  });
  return latencies.sort((a, b) => a - b);
};

const synchronous = way.endsWith('-normal') ? 'normal' : 'full';
const openStore = async (): Promise<Store> => {
  if (way === 'memory') return openMemoryStore(sha256);
  const opened = await openSqliteStore({ file: join(folder, 'state.db'), synchronous, failpoint: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};

const began = performance.now();
if (way.startsWith('raw-')) {
  const file = join(folder, 'raw.db');
  const eventsOf = way.startsWith('raw-2') ? [1, 1] : [3];
  const durability = synchronous === 'full' ? 'FULL' : 'NORMAL';
  await writeRawLog({ file, synchronous: durability, runs, steps, atOnce: AT_ONCE, eventsOf });
  process.stdout.write(JSON.stringify({ ms: performance.now() - began }));
} else {
  const store = await openStore();
  let latencies: readonly number[] = [];
  if (way.startsWith('paced')) latencies = await writePaced(store);
  else await (way.startsWith('engine') ? driveEngine(store) : writeStore(store));
  await store[Symbol.asyncDispose]();
  const ms = performance.now() - began;
  const at = (share: number): number | null => latencies[Math.floor(latencies.length * share)] ?? null;
  process.stdout.write(JSON.stringify({ ms, p50: at(0.5), p99: at(0.99), max: latencies.at(-1) ?? null }));
}
