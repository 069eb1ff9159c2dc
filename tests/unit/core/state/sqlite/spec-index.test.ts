import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder, aStore } from './scratch.ts';

const file = (path: string, hash: string): { path: string; hash: string; kind: string; entry: string } => ({
  path,
  hash,
  kind: 'spec',
  entry: `{"of":"${hash}"}`,
});

test('only files whose hash changed are written, and those that are gone are taken out', async () => {
  await using store = await aStore(join(aFolder(), 'state.db'));
  expect(await store.putSpecFiles('.', [file('a', '1'), file('b', '1')])).toEqual({ written: 2, removed: 0 });
  expect(await store.putSpecFiles('.', [file('a', '1'), file('b', '1')])).toEqual({ written: 0, removed: 0 });
  expect(await store.putSpecFiles('.', [file('a', '2'), file('c', '1')])).toEqual({ written: 2, removed: 1 });
});

test('projects of one repository do not get in each other’s way', async () => {
  await using store = await aStore(join(aFolder(), 'state.db'));
  await store.putSpecFiles('one', [file('a', '1')]);
  expect(await store.putSpecFiles('two', [])).toEqual({ written: 0, removed: 0 });
  expect(await store.putSpecFiles('one', [file('a', '1')])).toEqual({ written: 0, removed: 0 });
});

test('a history is kept for one commit only', async () => {
  await using store = await aStore(join(aFolder(), 'state.db'));
  await store.putSpecHistory('.', 'h1', 'first');
  expect(await store.specHistory('.', 'h1')).toBe('first');
  await store.putSpecHistory('.', 'h2', 'second');
  expect([await store.specHistory('.', 'h1'), await store.specHistory('.', 'h2')]).toEqual([null, 'second']);
});
