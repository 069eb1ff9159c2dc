/** Bits that flip anywhere in the database or in a copy: what is proved is kept, and nothing is taken for whole that is not. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../../core/event.ts';
import { instant, runId, stepId, type RunId } from '../../../../core/id.ts';
import { openSqliteAudit } from '../../../../core/state/sqlite/audit.ts';
import type { Repaired } from '../../../../core/state/repaired.ts';
import { repairState } from '../../../../core/state/sqlite/repair/repair.ts';
import { openSqliteStore, sha256, type SqliteStore } from '../../../../core/state/sqlite/store.ts';
import { verifyState } from '../../../../core/state/verify-state.ts';
import {
  created,
  escalated,
  placed,
  readied,
  started,
  startedStep,
  succeeded,
  type Told,
} from '../../../unit/core/state/example-log.ts';

const seed = process.env['WS_SEED'] === undefined ? {} : { seed: Number(process.env['WS_SEED']) };
const flips = process.env['WS_LONG'] === undefined ? 150 : 1000;
const runs = ['ended', 'open', 'broken', 'new'].map(runId);
const folder = mkdtempSync(join(tmpdir(), 'ws-repair-'));
const file = join(folder, 'state.db');
const copyOf = (run: RunId): string => join(folder, 'runs', run, 'events.jsonl');
const whole = new Map<string, Buffer>();
const original = new Map<string, readonly RecordedEvent[]>();

const open = async (): Promise<SqliteStore> => {
  const opened = await openSqliteStore({ file, synchronous: 'normal', failpoint: () => undefined, copyOf });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
};
const logOf = async (store: SqliteStore, run: RunId): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.events(run, 0)) events.push(event);
  return events;
};

beforeAll(async () => {
  const store = await open();
  const steps = Array.from({ length: 40 }, (_, place) => `s${place}`);
  const work = steps.flatMap((name) => [readied(name), startedStep(name), succeeded(name, { text: 'x'.repeat(300) })]);
  const failed: Told = { type: 'step.failed', step: stepId('f'), attempt: 1, ...escalated };
  const end: Readonly<Record<string, readonly Told[]>> = {
    ended: [...work, { type: 'run.succeeded', outputs: {} }],
    open: work,
    broken: [readied('f'), startedStep('f'), failed, { type: 'run.failed', failed: [stepId('f')], message: 'm' }],
    new: [],
  };
  for (const run of runs) await store.append(run, placed(run, [created(), started]));
  for (const run of runs) await store.append(run, placed(run, end[run] ?? [], 3));
  await store.sendSignal(runId('open'), instant(5), { kind: 'pause', by: 'ada' });
  await store.putProposal({ change: 'c', moves: 1, record: '{}' }, null);
  for (const run of runs) original.set(run, await logOf(store, run));
  await store[Symbol.asyncDispose]();
  for (const path of [file, ...runs.map(copyOf)]) whole.set(path, readFileSync(path));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything as it was, but for bits that are flipped in the files given. */
const harm = (paths: readonly string[], places: readonly (readonly [number, number])[]): void => {
  rmSync(folder, { recursive: true });
  for (const [path, bytes] of whole) {
    const harmed = Buffer.from(bytes);
    if (paths.includes(path))
      for (const [place, bit] of places) {
        const at = Math.floor(place * harmed.length);
        harmed[at] = (harmed[at] ?? 0) ^ (1 << bit);
      }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, harmed);
  }
};

const repaired = (copies: readonly RunId[] = runs): Promise<Repaired> =>
  repairState({
    file,
    copies: new Map(copies.filter((run) => existsSync(copyOf(run))).map((run) => [run, copyOf(run)])),
    anchorsOf: async () => [],
    witnessed: [],
    now: instant(1),
  });

/** Whatever was lost, what is left is sound, and a run is whole where it says so. */
const isHonest = async ({ runs: told, kept }: Repaired): Promise<void> => {
  expect(kept === null || existsSync(kept)).toBe(true);
  const opened = await openSqliteAudit(file);
  if (!opened.ok) throw new Error(opened.error.message);
  {
    using audit = opened.value;
    const found = await verifyState(audit, { digest: sha256, anchorsOf: async () => [] }, []);
    expect(found.problems).toEqual([]);
    expect(found.runs.filter(({ problem }) => problem !== null)).toEqual([]);
  }
  const store = await open();
  try {
    for (const run of runs) {
      const before = original.get(run) ?? [];
      const after = await logOf(store, run);
      const { outcome = null, events = 0 } = told.find((each) => each.run === run) ?? {};
      if (outcome === 'whole') expect(after).toEqual(before);
      else if (outcome === 'damaged') {
        expect(after.slice(0, -1)).toEqual(before.slice(0, events));
        expect(after.at(-1)?.type).toBe('run.damaged');
        expect((await store.run(run))?.status).toBe('damaged');
      } else expect(after).toEqual([]);
    }
  } finally {
    await store[Symbol.asyncDispose]();
  }
};

// Not fc.double, which draws hardly anything but numbers next to nothing.
const everywhere = fc.integer({ min: 0, max: 2 ** 30 - 1 }).map((drawn) => drawn / 2 ** 30);
const places = fc.array(fc.tuple(everywhere, fc.nat({ max: 7 })), { minLength: 1, maxLength: 40 });

test('with the second copies every run is whole, whatever became of the database', async () => {
  await fc.assert(
    fc.asyncProperty(places, async (drawn) => {
      harm([file], drawn);
      const found = await repaired();
      await isHonest(found);
      // A suspicion that cannot be dispelled may remain of a run that had not ended.
      for (const { run, events } of found.runs) expect(events).toBe(original.get(run)?.length ?? 0);
      for (const { run, outcome } of found.runs) if (['ended', 'broken'].includes(run)) expect(outcome).toBe('whole');
    }),
    { numRuns: flips, ...seed },
  );
});

test('without the second copies, or with copies that are harmed too, nothing is taken for whole that is not', async () => {
  await fc.assert(
    fc.asyncProperty(places, fc.subarray(runs), fc.boolean(), async (drawn, left, areHarmed) => {
      harm(areHarmed ? [file, ...left.map(copyOf)] : [file], drawn);
      await isHonest(await repaired(left));
    }),
    { numRuns: flips, ...seed },
  );
});

test('an undamaged database comes out as it went in, and a repair that was cut short is done again', async () => {
  harm([], []);
  const first = await repaired([]);
  expect(first.runs.map(({ outcome }) => outcome)).toEqual(['whole', 'whole', 'whole', 'whole']);
  await isHonest(first);
  const store = await open();
  expect(await store.signals(runId('open'))).toHaveLength(1);
  expect(await store.proposals()).toHaveLength(1);
  await store[Symbol.asyncDispose]();
  // As if it had died before the new database had its name.
  harm([], []);
  copyFileSync(file, `${file}.damaged-1`);
  rmSync(file);
  writeFileSync(`${file}.rebuilt`, 'half');
  await isHonest(await repaired([]));
  expect((await repaired([])).runs.every(({ outcome }) => outcome === 'whole')).toBe(true);
});
