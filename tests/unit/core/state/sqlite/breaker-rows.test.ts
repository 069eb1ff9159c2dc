/** The rows of breakers: written whole or not at all, over the version that was read. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import type { Result } from '../../../../../core/result.ts';
import type { BreakerRow, BreakerRows } from '../../../../../core/state/breaker-row.ts';
import {
  breakerMigrations,
  openBreakerRows,
  type BreakerRowsOptions,
} from '../../../../../core/state/sqlite/breaker-rows.ts';
import { sha256 } from '../../../../../core/state/sqlite/store.ts';
import { aFolder } from './scratch.ts';

const theRows = async (folder: string, options: Partial<BreakerRowsOptions> = {}): Promise<BreakerRows> => {
  const opened = await openBreakerRows({ failpoint: () => undefined, ...options, folder });
  if (!opened.ok) throw new Error(opened.error);
  onTestFinished(() => opened.value[Symbol.asyncDispose]());
  return opened.value;
};

const aRow = (name: string, version = 0): BreakerRow => ({
  name,
  version,
  turn: 4,
  standing: { state: 'OPEN', openedAt: instant(1_000), reopensAt: instant(2_000) },
  tallies: [{ from: instant(900), failures: 5, successes: 1 }],
});

const errorOf = (result: Result<unknown, string>): string => (result.ok ? 'no error' : result.error);

const written = { ok: true, value: true };
const conflict = { ok: true, value: false };

test('the schema was not edited since it was released', () => {
  expect(breakerMigrations.map(({ number, name, sql }) => [number, name, sha256(sql)])).toEqual([
    [1, 'breakers', 'b8db1f68ad731f5efadb673ee4ed3fa32b40e9409be578ec8d162aa91ccae934'],
  ]);
});

describe('a row', () => {
  test('that is not kept is closed and has version 0', async () => {
    const rows = await theRows(aFolder());
    const unkept = { name: 'new', version: 0, turn: 0, standing: { state: 'CLOSED' }, tallies: [] };
    expect(await rows.read(['new'])).toEqual({ ok: true, value: [unkept] });
    expect(await rows.all()).toEqual({ ok: true, value: [] });
  });

  test('comes back as it was written, one version on, also from another connection', async () => {
    const folder = aFolder();
    const rows = await theRows(folder);
    const names = ['é ../"x"', 'b', ''];
    expect(await rows.replace(names.map((name) => aRow(name)))).toEqual(written);
    const kept = names.map((name) => aRow(name, 1));
    expect(await rows.read(names)).toEqual({ ok: true, value: kept });
    const other = await theRows(folder);
    expect(await other.all()).toEqual({ ok: true, value: [aRow('', 1), aRow('b', 1), aRow('é ../"x"', 1)] });
    const closed: BreakerRow = { ...aRow('b', 1), standing: { state: 'CLOSED' }, tallies: [] };
    expect(await other.replace([closed])).toEqual(written);
    expect(await rows.read(['b'])).toEqual({ ok: true, value: [{ ...closed, version: 2 }] });
  });

  test('that was written meanwhile keeps all of a batch from being written', async () => {
    const folder = aFolder();
    const [one, other] = [await theRows(folder), await theRows(folder)];
    await one.replace([aRow('a'), aRow('b')]);
    await other.replace([aRow('b', 1)]);
    expect(await one.replace([aRow('a', 1), aRow('b', 1)])).toEqual(conflict);
    expect(await one.replace([aRow('a', 1), aRow('new', 3)])).toEqual(conflict);
    expect(await one.read(['a', 'b', 'new'])).toMatchObject({
      value: [{ version: 1 }, { version: 2 }, { version: 0 }],
    });
    expect(await one.replace([aRow('a', 1), aRow('b', 2)])).toEqual(written);
  });
});

test('the revision changes with every write of anybody, and only then', async () => {
  const folder = aFolder();
  const [one, other] = [await theRows(folder), await theRows(folder)];
  const [before, beforeOther] = [one.revision(), other.revision()];
  expect(one.revision()).toBe(before);
  await one.replace([aRow('a')]);
  const [after, afterOther] = [one.revision(), other.revision()];
  expect(after).not.toBe(before);
  expect(afterOther).not.toBe(beforeOther);
  await other.replace([aRow('a')]);
  expect([one.revision(), other.revision()]).toEqual([after, afterOther]);
});

test('a lock is held by one, whatever the name, and leaves nothing but files in the folder', async () => {
  const folder = aFolder();
  const [one, other] = [await theRows(folder), await theRows(folder)];
  for (const name of ['a', '../../a', 'x'.repeat(5_000), 'A', 'a\0b', '']) {
    const lock = await one.lock(name);
    expect(lock.ok && lock.value !== null, name).toBe(true);
    expect(await other.lock(name)).toEqual({ ok: true, value: null });
    expect(await one.lock(name)).toEqual({ ok: true, value: null });
    if (lock.ok) await lock.value?.[Symbol.asyncDispose]();
    const next = await other.lock(name);
    expect(next.ok && next.value !== null, name).toBe(true);
    if (next.ok) await next.value?.[Symbol.asyncDispose]();
  }
  const others = readdirSync(folder).filter(
    (file) => !/^(breakers\.db(-wal|-shm)?|probe-[0-9a-f]{32}\.lock)$/.test(file),
  );
  expect(others).toEqual([]);
});

describe('a place where nothing can be kept', () => {
  test('is told as a sentence with a remedy', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    const open = (path: string) => openBreakerRows({ folder: path, failpoint: () => undefined });
    expect(errorOf(await open(join(folder, 'file', 'deep')))).toMatch(/ENOTDIR|EEXIST/);
    writeFileSync(join(folder, 'breakers.db'), 'no database at all, but long enough to be looked at as one');
    expect(errorOf(await open(folder))).toMatch(/breakers\.db: it is damaged .*move it away/);
  });

  test('fails a write that finds no room, and keeps what was written before', async () => {
    const rows = await theRows(aFolder(), { maxPageCount: 8 });
    await rows.replace([aRow('a')]);
    const huge = {
      ...aRow('b'),
      tallies: Array.from({ length: 5_000 }, () => ({ from: instant(1), failures: 1, successes: 1 })),
    };
    expect(errorOf(await rows.replace([aRow('a', 1), huge]))).toContain('no room left');
    expect(await rows.all()).toEqual({ ok: true, value: [aRow('a', 1)] });
  });

  test('waits for another process, and gives up after a while', async () => {
    const folder = aFolder();
    const rows = await theRows(folder, { busyWaitMs: 150 });
    const other = new Database(join(folder, 'breakers.db'));
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    expect(errorOf(await rows.replace([aRow('a')]))).toContain('another process holds it');
    expect(await rows.read(['a'])).toMatchObject({ ok: true });
    const waiting = rows.replace([aRow('a')]);
    other.exec('ROLLBACK');
    expect(await waiting).toEqual(written);
  });
});

test('the folder is made for its owner alone', async () => {
  const folder = join(aFolder(), 'deep', 'ws');
  await theRows(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
