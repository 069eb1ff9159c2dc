/** Several processes write, others follow: nothing is passed over, nothing comes twice, nobody waits in vain. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import type { TailedEvent } from '../../../../core/tail.ts';
import { follow } from '../../../../interfaces/house/tail.ts';
import { created, placed, started } from '../../../unit/core/state/example-log.ts';
import { aFolder, aStore, aTail } from '../../../unit/core/state/sqlite/scratch.ts';
import { startProgram } from './program.ts';

/** Longer than any test: who waits is woken by the bell or not at all. */
const NEVER_MS = 3_600_000;
const run = runId('watched');

test('four processes append and are killed: who follows sees every event once, in the order of their commits', async () => {
  const file = join(aFolder(), 'state.db');
  await (await aStore(file))[Symbol.asyncDispose]();
  const tail = await aTail(file, { safetyMs: NEVER_MS });
  const writers = ['w', 'x', 'y', 'z'].map((name) => startProgram('append-forever', [file, name]));
  const ended = new AbortController();
  const seen: TailedEvent[] = [];
  const killed: Promise<void>[] = [];
  const acknowledged = new Map<string, number>();
  const note = (line: string | null): void => {
    const [id = '', seq = ''] = line?.split(' ') ?? [];
    acknowledged.set(id, Number(seq));
  };
  // One after the other is killed, the last when 2000 events were seen; only what is rung for is read.
  for await (const events of follow(tail, 0, ended.signal)) {
    seen.push(...events);
    const due = Math.min(4, Math.floor(seen.length / 500));
    for (const writer of writers.slice(killed.length, due)) killed.push(writer.kill());
    if (killed.length === writers.length) ended.abort();
  }
  await Promise.all(killed);
  for (const writer of writers) for (const line of await writer.rest()) note(line);
  for (let rest = await tail.after(seen.at(-1)?.position ?? 0); rest.length > 0; ) {
    seen.push(...rest);
    rest = await tail.after(rest.at(-1)?.position ?? 0);
  }

  const positions = seen.map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  const newest = new Map<string, number>();
  for (const { event } of seen) {
    // Once and in order: the next of its run, each time.
    expect(event.seq).toBe((newest.get(event.run) ?? 0) + 1);
    newest.set(event.run, event.seq);
  }
  expect(newest.size).toBe(16);
  for (const [id, seq] of acknowledged) expect(newest.get(id)).toBeGreaterThanOrEqual(seq);
  // They did write at the same time.
  const writersOf = (events: readonly TailedEvent[]) => new Set(events.map(({ event }) => event.run.charAt(0))).size;
  expect(writersOf(seen.slice(0, 500))).toBeGreaterThan(1);
  const store = await aStore(file);
  for (const [id, seq] of newest) expect((await store.head(runId(id)))?.seq).toBe(seq);
  await store[Symbol.asyncDispose]();
  await tail[Symbol.asyncDispose]();
});

test('signals of other processes arrive once and in the order in which each has sent them', async () => {
  const file = join(aFolder(), 'state.db');
  const store = await aStore(file, { safetyMs: NEVER_MS });
  await store.append(run, placed(run, [created()]));
  const ended = new AbortController();
  const heard = new Map<string, number[]>([
    ['a', []],
    ['b', []],
  ]);
  const senders = [...heard.keys()].map((name) => startProgram('send-signals', [file, run, name, '100']));
  for await (const { id, signal } of store.watchSignals(run, 0, ended.signal)) {
    const [name = '', place = ''] = signal.by.split('#');
    heard.get(name)?.push(Number(place));
    await store.forgetSignals([id]);
    if ([...heard.values()].every((places) => places.includes(99))) ended.abort();
  }
  const numbers = Array.from({ length: 100 }, (_, place) => place);
  expect([...heard.values()]).toEqual([numbers, numbers]);
  for (const sender of senders) await sender.rest();
  await store[Symbol.asyncDispose]();
});

test('who waits for signals and events and has nothing else to do is not kept alive', async () => {
  const file = join(aFolder(), 'state.db');
  const store = await aStore(file);
  await store.append(run, placed(run, [created(), started]));
  const waiting = startProgram('wait-in-vain', [file, run]);
  expect(await waiting.rest()).toEqual(['waiting']);
  await store[Symbol.asyncDispose]();
});
