import { expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { openMemoryStore } from '../../../../core/state/memory/store.ts';
import { sha256 } from '../../../../adapters/machine/digest.ts';
import { follow } from '../../../../interfaces/house/tail.ts';
import { created, placed, readied } from '../../core/state/example-log.ts';

const run = runId('followed');
const many = placed(run, [created(), ...Array.from({ length: 1200 }, (_, place) => readied(`s${place}`))]);

test('what was there and what comes is given once and in order, in batches', async () => {
  const store = openMemoryStore(sha256);
  await store.append(run, many.slice(0, 700));
  const ended = new AbortController();
  const seqs: number[] = [];
  let batches = 0;
  for await (const events of follow(store.openTail(), 0, ended.signal)) {
    batches++;
    seqs.push(...events.map(({ event }) => event.seq));
    // Each time a part of the rest, until there is none.
    const from = Math.max(700, seqs.length);
    await store.append(run, many.slice(from, Math.min(from + 100, many.length)));
    if (seqs.length === many.length) ended.abort();
  }
  expect(seqs).toEqual(many.map(({ seq }) => seq));
  expect(batches).toBeGreaterThan(2);
});

test('one begins behind a cursor', async () => {
  const store = openMemoryStore(sha256);
  await store.append(run, many.slice(0, 5));
  const ended = new AbortController();
  for await (const events of follow(store.openTail(), 3, ended.signal)) {
    expect(events.map(({ position, event }) => [position, event.seq])).toEqual([
      [4, 4],
      [5, 5],
    ]);
    ended.abort();
  }
});

test('an abort ends the wait', async () => {
  const store = openMemoryStore(sha256);
  const ended = new AbortController();
  const following = follow(store.openTail(), 0, ended.signal).next();
  ended.abort();
  expect((await following).done).toBe(true);
});
