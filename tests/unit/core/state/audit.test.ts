import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../../core/event.ts';
import { runId } from '../../../../core/id.ts';
import { verifyChain, type Anchor } from '../../../../core/state/audit.ts';
import { openMemoryStore } from '../../../../core/state/memory/store.ts';
import { sha256 } from '../../../../core/state/sqlite/store.ts';
import { created, placed, readied, started, startedStep } from './example-log.ts';

const run = runId('audited');

const aLog = async (): Promise<RecordedEvent[]> => {
  const store = openMemoryStore(sha256);
  await store.append(run, placed(run, [created(), started, readied('a'), startedStep('a')]));
  const events: RecordedEvent[] = [];
  for await (const event of store.events(run, 0)) events.push(event);
  return events;
};

const stream = async function* (events: readonly RecordedEvent[]): AsyncGenerator<RecordedEvent> {
  yield* events;
};

const other = { hash: 'e'.repeat(64) };

describe('the audit of a log', () => {
  test('finds nothing wrong with what was written, and names its head', async () => {
    const log = await aLog();
    const head = { seq: 4, hash: log[3]?.hash };
    const anchors = log.map(({ seq, hash }) => ({ seq, hash }));
    expect(await verifyChain(stream(log), sha256, anchors)).toEqual({ ok: true, count: 4, head });
    expect(await verifyChain(stream([]), sha256)).toEqual({ ok: true, count: 0, head: null });
  });

  test.each<[string, (log: readonly RecordedEvent[]) => RecordedEvent[], Anchor[], number, string]>([
    ['a number that is missing', ([a, , ...rest]) => [a, ...rest].filter((e) => e !== undefined), [], 2, 'gap'],
    ['a foreign event', (log) => log.map((e) => (e.seq === 3 ? { ...e, run: runId('x') } : e)), [], 3, 'foreign'],
    [
      'a link to something else',
      (log) => log.map((e) => (e.seq === 2 ? { ...e, previousHash: 'x' } : e)),
      [],
      2,
      'link',
    ],
    ['an event that was altered', (log) => log.map((e) => (e.seq === 4 ? { ...e, causationId: 1 } : e)), [], 4, 'hash'],
    ['a log that an anchor says is longer', (log) => log.slice(0, 2), [{ seq: 4, ...other }], 3, 'truncated'],
    ['a log that is gone', () => [], [{ seq: 1, ...other }], 1, 'truncated'],
    ['an anchor that says something else', (log) => [...log], [{ seq: 2, ...other }], 2, 'anchor'],
  ])('finds %s', async (_, forge, anchors, firstBad, fault) => {
    const verdict = await verifyChain(stream(forge(await aLog())), sha256, anchors);
    expect(verdict).toMatchObject({ ok: false, firstBad, fault });
  });

  test('counts an event that cannot be read as found', async () => {
    const log = await aLog();
    const broken = async function* (): AsyncGenerator<RecordedEvent> {
      yield* log.slice(0, 2);
      throw new Error('its payload is not JSON');
    };
    expect(await verifyChain(broken(), sha256)).toMatchObject({ ok: false, firstBad: 3, fault: 'unreadable' });
  });
});
