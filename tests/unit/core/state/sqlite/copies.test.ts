import { appendFileSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runId, type RunId } from '../../../../../core/id.ts';
import { verifyChain } from '../../../../../core/state/audit.ts';
import { openSqliteAudit } from '../../../../../core/state/sqlite/audit.ts';
import { lastCopied, readLine, type CopiedEvent } from '../../../../../core/state/sqlite/copies.ts';
import { sha256, type SqliteStore } from '../../../../../core/state/sqlite/store.ts';
import { created, placed, readied, started, startedStep, succeeded } from '../example-log.ts';
import { aFolder, aStore } from './scratch.ts';

const run = runId('copied');
const log = placed(run, [created(), started, readied('a'), startedStep('a'), succeeded('a', { n: 1 })]);

type Place = { readonly open: () => Promise<SqliteStore>; readonly copy: string; readonly file: string };

const aPlace = (): Place => {
  const folder = aFolder();
  const file = join(folder, 'state.db');
  const copyOf = (id: RunId): string => join(folder, 'runs', id, 'events.jsonl');
  return { file, copy: copyOf(run), open: () => aStore(file, { copyOf }) };
};

const copied = (copy: string): readonly CopiedEvent[] =>
  readFileSync(copy, 'utf8')
    .split('\n')
    .flatMap((line) => readLine(line) ?? []);

const stored = (file: string): unknown[] => {
  const database = new Database(file);
  const columns = `position, run, seq, type, step, attempt, at, correlation AS correlationId, causation AS causationId,
    payload, hash, previous_hash AS previousHash`;
  const rows = database.prepare(`SELECT ${columns} FROM events ORDER BY position`).all();
  database.close();
  return rows;
};

test('each event is in the second copy once, as its row has it, for nobody else to read', async () => {
  const { open, copy, file } = aPlace();
  const store = await open();
  await Promise.all([store.append(run, log.slice(0, 2)), store.append(run, log.slice(2))]);
  expect(copied(copy)).toEqual(stored(file));
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  await store[Symbol.asyncDispose]();
});

test.each<[string, (copy: string) => void]>([
  ['lacks its last events', (copy) => writeFileSync(copy, `${readFileSync(copy, 'utf8').split('\n')[0] ?? ''}\n`)],
  ['ends in the middle of a line', (copy) => truncateSync(copy, statSync(copy).size - 7)],
  ['holds nothing but a torn line', (copy) => writeFileSync(copy, '{"position":1,"ru')],
  ['ends with something else', (copy) => appendFileSync(copy, 'nonsense\n')],
  ['is empty', (copy) => truncateSync(copy)],
  ['is gone', (copy) => rmSync(copy)],
])('a copy that %s catches up with the next event', async (_, harm) => {
  const { open, copy, file } = aPlace();
  const first = await open();
  await first.append(run, log.slice(0, 4));
  await first[Symbol.asyncDispose]();
  harm(copy);
  const second = await open();
  await second.append(run, log.slice(4));
  await second[Symbol.asyncDispose]();
  const bySeq = new Map(copied(copy).map((event) => [event.seq, event]));
  expect([...bySeq.values()].sort((a, b) => a.seq - b.seq)).toEqual(stored(file));
});

test.each<[string, (copy: string) => void]>([
  ['the folder of the run is removed', (copy) => rmSync(dirname(copy), { recursive: true })],
  ['it is moved away', (copy) => renameSync(copy, `${copy}.old`)],
  ['another stands in its place', (copy) => (renameSync(copy, `${copy}.old`), writeFileSync(copy, ''))],
])('a copy is made whole again with the next event where, while the run is driven, %s', async (_, harm) => {
  const { open, copy, file } = aPlace();
  const store = await open();
  await store.append(run, log.slice(0, 4));
  harm(copy);
  await store.append(run, log.slice(4));
  expect(copied(copy)).toEqual(stored(file));
  await store[Symbol.asyncDispose]();
});

test('an append that is not committed is not copied', async () => {
  const { open, copy } = aPlace();
  const store = await open();
  await store.append(run, log.slice(0, 2));
  expect(await store.append(run, placed(run, [started], 2))).toMatchObject({ ok: false });
  expect(copied(copy)).toHaveLength(2);
  await store[Symbol.asyncDispose]();
});

test('that a copy cannot be written keeps nothing from being appended', async () => {
  const { open, copy, file } = aPlace();
  const store = await open();
  writeFileSync(join(file, '..', 'runs'), 'in the way');
  expect(await store.append(run, log)).toMatchObject({ ok: true });
  expect(stored(file)).toHaveLength(5);
  expect(() => statSync(copy)).toThrow();
  await store[Symbol.asyncDispose]();
});

describe('what a copy knows of behind the end of a log', () => {
  const behind = async (file: string, act: () => Promise<void> | void): Promise<number> => {
    const opened = await openSqliteAudit(file);
    if (!opened.ok) throw new Error(opened.error.message);
    using audit = opened.value;
    const verdict = await verifyChain(audit.events(run), sha256);
    await act();
    return audit.copiedBehind(run, verdict.ok ? verdict.head : null, sha256);
  };

  test('is how many events were cut off, as far as their hashes prove them', async () => {
    const { open, copy, file } = aPlace();
    const store = await open();
    await store.append(run, log);
    await store[Symbol.asyncDispose]();
    const database = new Database(file);
    database.exec('DELETE FROM events WHERE seq > 2');
    database.close();
    expect(lastCopied(copy)).toBe(log.length);
    expect(await behind(file, () => undefined)).toBe(log.length - 2);
    writeFileSync(copy, readFileSync(copy, 'utf8').replaceAll('"at":', '"at":1'));
    expect(await behind(file, () => undefined)).toBe(0);
  });

  test('is nothing that a driver has written since', async () => {
    const { open, file } = aPlace();
    const store = await open();
    await store.append(run, log.slice(0, 2));
    expect(await behind(file, async () => void (await store.append(run, log.slice(2))))).toBe(0);
    await store[Symbol.asyncDispose]();
  });
});
