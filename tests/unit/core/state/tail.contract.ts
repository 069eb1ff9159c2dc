/** What every store promises of the order of all events, and of those who follow it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId, type RunId } from '../../../../core/id.ts';
import type { RecordedEvent } from '../../../../core/event.ts';
import type { Store } from '../../../../core/store.ts';
import type { Tail, TailedEvent } from '../../../../core/tail.ts';
import { created, placed, readied, started, startedStep, type Told } from './example-log.ts';
import type { Ground } from './store.contract.ts';

const [one, two] = [runId('one'), runId('two')];

export const describeTail = (name: string, ground: () => Ground): void => {
  describe(`the tail of a store ${name}`, () => {
    let here: Ground;
    let store: Store;
    let tail: Tail;
    let ended: AbortController;
    beforeEach(async () => {
      here = ground();
      store = await here.open();
      tail = await here.openTail();
      ended = new AbortController();
    });
    afterEach(async () => {
      ended.abort();
      await tail[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      here.clear();
    });

    const append = async (run: RunId, told: readonly Told[], firstSeq = 1): Promise<void> => {
      expect(await store.append(run, placed(run, told, firstSeq))).toMatchObject({ ok: true });
    };
    const all = async (from = 0): Promise<readonly TailedEvent[]> => {
      const read: TailedEvent[] = [];
      for (let at = from; ; ) {
        const page = await tail.after(at);
        const last = page.at(-1);
        if (last === undefined) return read;
        read.push(...page);
        at = last.position;
      }
    };
    const named = (events: readonly TailedEvent[]): readonly string[] =>
      events.map(({ event }) => `${event.run}#${event.seq}`);

    test('is empty where nothing has happened', async () => {
      expect(await tail.newest()).toBe(0);
      expect(await tail.after(0)).toEqual([]);
    });

    test('has the events of all runs in the order in which they were appended, as their logs have them', async () => {
      await append(one, [created(), started]);
      await append(two, [created()]);
      await append(one, [readied('a')], 3);
      await append(two, [started, readied('a')], 2);
      await append(one, [startedStep('a')], 4);
      const read = await all();
      expect(named(read)).toEqual(['one#1', 'one#2', 'two#1', 'one#3', 'two#2', 'two#3', 'one#4']);
      const positions = read.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
      expect(await tail.newest()).toBe(positions.at(-1));
      const logs: RecordedEvent[] = [];
      for (const run of [one, two]) for await (const event of store.events(run, 0)) logs.push(event);
      expect(read.map(({ event }) => event)).toEqual(expect.arrayContaining(logs));
      expect(logs).toHaveLength(read.length);
    });

    test('goes on behind a cursor, whatever has been appended since', async () => {
      await append(one, [created()]);
      const cursor = await tail.newest();
      await append(two, [created()]);
      await append(one, [started], 2);
      expect(named(await all(cursor))).toEqual(['two#1', 'one#2']);
      expect(await all(await tail.newest())).toEqual([]);
    });

    test('has no place for what was refused', async () => {
      await append(one, [created()]);
      expect((await store.append(one, placed(one, [created()]))).ok).toBe(false);
      await append(one, [started], 2);
      expect(named(await all())).toEqual(['one#1', 'one#2']);
    });

    test('reads a long log page by page', async () => {
      const steps = Array.from({ length: 1200 }, (_, place) => readied(`s${place}`));
      await append(one, [created(), ...steps]);
      expect((await tail.after(0)).length).toBeLessThan(1201);
      expect((await all()).map(({ event }) => event.seq)).toEqual(
        Array.from({ length: 1201 }, (_, place) => place + 1),
      );
    });

    test('tells who waits that there is more, as often as he has looked', async () => {
      const changes = tail.changes(ended.signal)[Symbol.asyncIterator]();
      expect((await changes.next()).done).toBe(false);
      for (let seq = 1; seq <= 20; seq++) {
        const waited = changes.next();
        await append(one, [seq === 1 ? created() : readied(`s${seq}`)], seq);
        expect((await waited).done).toBe(false);
        expect((await tail.after(0)).length).toBe(seq);
      }
    });

    test('does not lose what is appended between a look and the wait', async () => {
      const changes = tail.changes(ended.signal)[Symbol.asyncIterator]();
      await changes.next();
      expect(await tail.after(0)).toEqual([]);
      await append(one, [created()]);
      expect((await changes.next()).done).toBe(false);
      expect(await tail.after(0)).toHaveLength(1);
    });

    test('lets go of who waits when he is aborted', async () => {
      const changes = tail.changes(ended.signal)[Symbol.asyncIterator]();
      await changes.next();
      const waited = changes.next();
      ended.abort();
      expect((await waited).done).toBe(true);
    });
  });
};
