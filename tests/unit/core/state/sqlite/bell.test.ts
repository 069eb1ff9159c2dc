import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { runId } from '../../../../../core/id.ts';
import { bellAt, type Bell } from '../../../../../core/state/sqlite/bell.ts';
import { created, placed } from '../example-log.ts';
import { aFolder, aStore, aTail } from './scratch.ts';

const NEVER_MS = 3_600_000;

let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
});
afterEach(() => ended.abort());

/** Who listens, and how often it was rung by then for what he has seen. */
const listener = (bell: Bell) => {
  let rung = 0;
  const rings = bell.rings(ended.signal)[Symbol.asyncIterator]();
  let seen = -1;
  return {
    /** Rings, and waits until that was seen. */
    hears: async (): Promise<void> => {
      if (seen < 0) {
        await rings.next();
        seen = 0;
      }
      rung++;
      bell.ring();
      while (seen < rung) {
        await rings.next();
        seen = rung;
      }
    },
    next: () => rings.next(),
  };
};

describe('a bell is heard', () => {
  test.each([
    ['as it hangs', (): void => undefined],
    ['after it was deleted', (path: string): void => rmSync(path)],
    ['after it was deleted and made anew', (path: string): void => (rmSync(path), writeFileSync(path, ''))],
    [
      'after another was put in its place',
      (path: string): void => (writeFileSync(`${path}.new`, ''), renameSync(`${path}.new`, path)),
    ],
    [
      'after it was deleted while somebody had it open',
      (path: string): void => {
        const open = openSync(path, 'r');
        onTestFinished(() => closeSync(open));
        rmSync(path);
      },
    ],
    ['after it was moved away', (path: string): void => renameSync(path, `${path}.gone`)],
  ])('%s', async (_, change) => {
    const path = join(aFolder(), 'bell');
    const { hears, next } = listener(bellAt(path, NEVER_MS));
    await hears();
    for (let round = 0; round < 5; round++) {
      const waited = next();
      change(path);
      bellAt(path).ring();
      await waited;
      // More than once: what the change itself rang is used up by then.
      for (let again = 0; again < 3; again++) await hears();
    }
  });

  test('though it is changed while nobody waits', async () => {
    const path = join(aFolder(), 'bell');
    const bell = bellAt(path, NEVER_MS);
    const rings = bell.rings(ended.signal)[Symbol.asyncIterator]();
    await rings.next();
    rmSync(path);
    bell.ring();
    expect((await rings.next()).done).toBe(false);
    bell.ring();
    expect((await rings.next()).done).toBe(false);
  });

  test('by all who listen', async () => {
    const path = join(aFolder(), 'bell');
    const bell = bellAt(path, NEVER_MS);
    const all = Array.from({ length: 5 }, () => bell.rings(ended.signal)[Symbol.asyncIterator]());
    await Promise.all(all.map((rings) => rings.next()));
    const waited = Promise.all(all.map((rings) => rings.next()));
    bell.ring();
    expect((await waited).map(({ done }) => done)).toEqual([false, false, false, false, false]);
  });
});

test('a bell that is not rung is silent', async () => {
  const rings = bellAt(join(aFolder(), 'bell'), NEVER_MS).rings(ended.signal)[Symbol.asyncIterator]();
  await rings.next();
  let isHeard = false;
  const waited = rings.next().then(({ done }) => {
    isHeard = done !== true;
  });
  // Another bell, rung and heard, takes longer than one that would ring by itself.
  const { hears } = listener(bellAt(join(aFolder(), 'other'), NEVER_MS));
  for (let round = 0; round < 20; round++) await hears();
  expect(isHeard).toBe(false);
  ended.abort();
  await waited;
});

test('where no bell can hang, one looks by the clock', async () => {
  const folder = aFolder();
  const rings = bellAt(join(folder, 'missing', 'bell'), NEVER_MS)
    .rings(ended.signal)
    [Symbol.asyncIterator]();
  for (let look = 0; look < 3; look++) expect((await rings.next()).done).toBe(false);
  // Once it can, it is heard again.
  mkdirSync(join(folder, 'missing'));
  const { hears } = listener(bellAt(join(folder, 'missing', 'bell'), NEVER_MS));
  await hears();
});

test('a bell that cannot be rung is nobody’s trouble', () => {
  bellAt(join(aFolder(), 'missing', 'bell')).ring();
});

describe('a writer that died between its commit and the bell', () => {
  const run = runId('r123456789');

  test('has sent its signal', async () => {
    const file = join(aFolder(), 'state.db');
    const store = await aStore(file, { safetyMs: 20 });
    await store.append(run, placed(run, [created()]));
    const watching = store.watchSignals(run, 0, ended.signal)[Symbol.asyncIterator]();
    const waited = watching.next();
    const dying = new Database(file);
    dying
      .prepare('INSERT INTO signals (run, at, payload) VALUES (?, 1, ?)')
      .run(run, JSON.stringify({ kind: 'pause', by: 'me' }));
    dying.close();
    expect((await waited).value).toMatchObject({ signal: { kind: 'pause', by: 'me' } });
    await store[Symbol.asyncDispose]();
  });

  test('has its events seen by who follows', async () => {
    const file = join(aFolder(), 'state.db');
    const store = await aStore(file, { failpoint: dieAfterCommit });
    const tail = await aTail(file, { safetyMs: 20 });
    const changes = tail.changes(ended.signal)[Symbol.asyncIterator]();
    await changes.next();
    await expect(store.append(run, placed(run, [created()]))).rejects.toThrow('died here');
    while ((await tail.after(0)).length === 0) await changes.next();
    await tail[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
});

const dieAfterCommit = (name: string): void => {
  if (name === 'store.append.after') throw new Error('died here');
};
