/** A database with flipped bits: refused, reported, or read as it was; never read as something else. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../../core/event.ts';
import { runId } from '../../../../core/id.ts';
import { verifyChain } from '../../../../core/state/audit.ts';
import { keepAside } from '../../../../core/state/sqlite/damage.ts';
import { openSqliteStore, sha256 } from '../../../../core/state/sqlite/store.ts';
import { created, placed, readied, started, startedStep, succeeded } from '../../../unit/core/state/example-log.ts';
import { aFolder, aStore } from '../../../unit/core/state/sqlite/scratch.ts';

const run = runId('damaged');
const flips = process.env['WS_LONG'] === undefined ? 100 : 1000;
const seed = Number(process.env['WS_SEED'] ?? 20260601);

/** Numbers below 1, the same for the same seed. */
const numbers = (from: number): (() => number) => {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const collect = async (events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> => {
  const all: RecordedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};

/** What SQLite itself, asked directly, thinks of a file. */
const isSoundToSqlite = (file: string): boolean => {
  try {
    const database = new Database(file, { readonly: true });
    try {
      return database.pragma('integrity_check', { simple: true }) === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
};

describe(`flipped bits (seed ${seed})`, () => {
  test(`at ${flips} places are never accepted in silence`, async () => {
    const folder = aFolder();
    const file = join(folder, 'state.db');
    const store = await aStore(file);
    const names = Array.from({ length: 60 }, (_, place) => `s${place}`);
    const log = [created(), started, ...names.flatMap((n) => [readied(n), startedStep(n), succeeded(n, { n })])];
    await store.append(run, placed(run, log));
    const original = await collect(store.events(run, 0));
    const head = await store.head(run);
    await store[Symbol.asyncDispose]();
    expect(existsSync(`${file}-wal`)).toBe(false);
    const bytes = readFileSync(file);

    const next = numbers(seed);
    const seen = { refused: 0, reported: 0, found: 0, harmless: 0 };
    for (let flip = 0; flip < flips; flip++) {
      const [place, bit] = [Math.floor(next() * bytes.length), Math.floor(next() * 8)];
      const copy = join(folder, `flip${flip}.db`);
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
      writeFileSync(copy, flipped);
      const isSound = isSoundToSqlite(copy);
      const where = `bit ${bit} of byte ${place}, seed ${seed}`;

      const opened = await openSqliteStore({ file: copy, synchronous: 'full', failpoint: () => undefined });
      if (!opened.ok) {
        seen.refused++;
        continue;
      }
      const damaged = opened.value;
      const checked = await damaged.integrityCheck();
      if (!checked.ok) {
        expect(checked.error.length, where).toBeGreaterThan(0);
        seen.reported++;
      } else {
        expect(isSound, where).toBe(true);
        const verdict = await verifyChain(damaged.events(run, 0), sha256, head === null ? [] : [head]);
        if (!verdict.ok) seen.found++;
        else {
          expect(await collect(damaged.events(run, 0)), where).toEqual(original);
          seen.harmless++;
        }
      }
      await damaged[Symbol.asyncDispose]();
    }
    // Every way of being seen was needed; else the test looks in the wrong place.
    expect(seen.reported + seen.refused).toBeGreaterThan(0);
    expect(seen.found).toBeGreaterThan(0);
  });
});

describe('a damaged database', () => {
  test('is kept aside with its side files, and never overwrites one kept before', async () => {
    const folder = aFolder();
    const file = join(folder, 'state.db');
    for (const text of ['one', 'two']) for (const ending of ['', '-wal']) writeFileSync(file + ending, text);
    expect(keepAside(file)).toBe(`${file}.damaged-1`);
    writeFileSync(file, 'three');
    expect(keepAside(file)).toBe(`${file}.damaged-2`);
    expect(readdirSync(folder).sort()).toEqual(['state.db.damaged-1', 'state.db.damaged-1-wal', 'state.db.damaged-2']);
    expect(readFileSync(`${file}.damaged-2`, 'utf8')).toBe('three');
  });

  test('is no longer written to once SQLite noticed', async () => {
    const folder = aFolder();
    const file = join(folder, 'state.db');
    const store = await aStore(file);
    await store.append(run, placed(run, [created(), started]));
    await store[Symbol.asyncDispose]();
    const schema = new Database(file, { readonly: true });
    // Cannot lie: a root page is a number.
    const page = schema.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").pluck().get() as number;
    schema.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, (page - 1) * 4096, page * 4096);
    writeFileSync(file, bytes);
    const damaged = await aStore(file);
    const appended = await damaged.append(run, placed(run, [readied('a')], 3));
    expect(appended).toMatchObject({ ok: false, error: { code: 'broken' } });
    const other = runId('another');
    expect(await damaged.append(other, placed(other, [created()]))).toMatchObject({
      ok: false,
      error: { code: 'broken' },
    });
    expect((await damaged.integrityCheck()).ok).toBe(false);
    await damaged[Symbol.asyncDispose]();
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });
});
