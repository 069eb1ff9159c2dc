/** What every store promises of signals. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instant, runId, stepId, type RunId } from '../../../../core/id.ts';
import type { Signal, StoredSignal } from '../../../../core/signals.ts';
import type { Store } from '../../../../core/store.ts';
import { created, placed } from './example-log.ts';
import type { Ground } from './store.contract.ts';

const run = runId('r123456789');
const other = runId('other');
const pauseBy = (by: string): Signal => ({ kind: 'pause', by });

export const describeSignals = (name: string, ground: () => Ground): void => {
  describe(`the signals of a store ${name}`, () => {
    let here: Ground;
    let store: Store;
    let ended: AbortController;
    beforeEach(async () => {
      here = ground();
      store = await here.open();
      ended = new AbortController();
      for (const id of [run, other]) await store.append(id, placed(id, [created()]));
    });
    afterEach(async () => {
      ended.abort();
      await store[Symbol.asyncDispose]();
      here.clear();
    });

    const send = (by: string, to: RunId = run): Promise<number> => store.sendSignal(to, instant(5), pauseBy(by));
    const watch = (after = 0): AsyncIterator<StoredSignal> =>
      store.watchSignals(run, after, ended.signal)[Symbol.asyncIterator]();
    const next = async (watching: AsyncIterator<StoredSignal>): Promise<string | null> => {
      const came = await watching.next();
      return came.done === true ? null : came.value.signal.by;
    };

    test('are kept for one run in order until they are forgotten', async () => {
      const answer = { kind: 'answer', step: stepId('a'), answer: 'again', by: 'me', outputs: { o: [1] } } as const;
      await store.sendSignal(run, instant(5), { kind: 'pause', by: 'me' });
      await store.sendSignal(other, instant(6), { kind: 'cancel', by: 'you', compensate: false });
      const last = await store.sendSignal(run, instant(7), answer);
      const kept = await store.signals(run);
      expect(kept.at(-1)?.id).toBe(last);
      expect(kept.map(({ signal }) => signal)).toEqual([{ kind: 'pause', by: 'me' }, answer]);
      await store.forgetSignals(kept.slice(0, 1).map(({ id }) => id));
      await store.forgetSignals([]);
      expect(await store.signals(run)).toEqual(kept.slice(1));
      expect(await store.signals(other)).toHaveLength(1);
    });

    test('are refused for a run that does not exist', async () => {
      await expect(store.sendSignal(runId('nobody'), instant(5), pauseBy('me'))).rejects.toThrow();
    });

    test('have ids that grow and are not given twice', async () => {
      await send('one');
      const [one] = await store.signals(run);
      await store.forgetSignals([one?.id ?? 0]);
      await send('two');
      expect((await store.signals(run))[0]?.id).toBeGreaterThan(one?.id ?? 0);
    });

    test('that are watched for: those that are there come first, then each as it is sent', async () => {
      await send('one');
      await send('stranger', other);
      const watching = watch();
      expect(await next(watching)).toBe('one');
      const waited = next(watching);
      await send('stranger', other);
      await send('two');
      expect(await waited).toBe('two');
    });

    test('that are watched for: none before the one named', async () => {
      await send('one');
      await send('two');
      const [one] = await store.signals(run);
      expect(await next(watch(one?.id))).toBe('two');
    });

    test('that are watched for: one sent while the one before is dealt with is not passed over', async () => {
      const heard: string[] = [];
      await send('0');
      for await (const { signal } of store.watchSignals(run, 0, ended.signal)) {
        heard.push(signal.by);
        if (heard.length === 50) break;
        await send(String(heard.length));
      }
      expect(heard).toEqual(Array.from({ length: 50 }, (_, place) => String(place)));
    });

    test('that are watched for: each once, by each who watches, however they arrive', async () => {
      const hear = async (): Promise<readonly string[]> => {
        const heard: string[] = [];
        for await (const { id, signal } of store.watchSignals(run, 0, ended.signal)) {
          heard.push(signal.by);
          await store.forgetSignals([id]);
          if (signal.by === 'last') break;
        }
        return heard;
      };
      const hearing = hear();
      for (let place = 0; place < 100; place++) {
        await send(String(place));
        // Some arrive together, some alone.
        if (place % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await send('last');
      expect(await hearing).toEqual([...Array.from({ length: 100 }, (_, place) => String(place)), 'last']);
    });

    test('that are watched for: an abort ends the wait, and nothing comes after it', async () => {
      const watching = watch();
      const waited = next(watching);
      ended.abort();
      expect(await waited).toBeNull();
      await send('late');
      expect(await next(watching)).toBeNull();
      expect(await next(watch())).toBeNull();
    });

    test('that are watched for: an abort between two leaves out the second', async () => {
      await send('one');
      await send('two');
      const watching = watch();
      expect(await next(watching)).toBe('one');
      ended.abort();
      expect(await next(watching)).toBeNull();
    });
  });
};
