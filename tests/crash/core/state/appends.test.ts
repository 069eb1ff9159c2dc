/** The log after its writer was killed, ran out of room, or found others in its way. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { verifyChain } from '../../../../core/state/audit.ts';
import { sha256 } from '../../../../core/state/sqlite/store.ts';
import { aWorkstream, created, placed, readied, started, succeeded } from '../../../unit/core/state/example-log.ts';
import { aFolder, aStore } from '../../../unit/core/state/sqlite/scratch.ts';
import { startProgram } from './program.ts';

const run = runId('crashed');

test('a writer killed twenty times leaves gapless logs that hold everything it had acknowledged', async () => {
  const file = join(aFolder(), 'state.db');
  for (let kill = 0; kill < 20; kill++) {
    const name = `kill${kill}`;
    const writer = startProgram('append-forever', [file, name]);
    const acknowledged = new Map<string, number>();
    const note = (line: string | null): void => {
      const [id = '', seq = ''] = line?.split(' ') ?? [];
      acknowledged.set(id, Number(seq));
    };
    // A different number of appends before each kill; the pipe may hold more.
    for (let line = 0; line < 5 + kill * 7; line++) note(await writer.line());
    await writer.kill();
    for (const line of await writer.rest()) note(line);

    const store = await aStore(file);
    expect(await store.integrityCheck()).toEqual({ ok: true, value: undefined });
    expect([...acknowledged.keys()].length).toBe(4);
    for (const [id, seq] of acknowledged) {
      const verdict = await verifyChain(store.events(runId(id), 0), sha256);
      expect(verdict.ok).toBe(true);
      expect(verdict.ok && verdict.count).toBeGreaterThanOrEqual(seq);
      // The rows are those of the log: every third event from the fourth on ends a step.
      const steps = await store.steps(runId(id));
      const count = verdict.ok ? verdict.count : 0;
      expect(steps.filter(({ status }) => status === 'succeeded')).toHaveLength(Math.floor((count - 1) / 3));
    }
    await store[Symbol.asyncDispose]();
  }
});

describe('a disk without room', () => {
  test('fails an append as full, keeps every row, and takes appends again once there is room', async () => {
    const file = join(aFolder(), 'state.db');
    let store = await aStore(file);
    await store.append(run, placed(run, [created(), started]));
    await store[Symbol.asyncDispose]();

    store = await aStore(file, { maxPageCount: 40 });
    const big = { text: 'x'.repeat(10_000) };
    let seq = 2;
    const fill = async (): Promise<string> => {
      for (;;) {
        const appended = await store.append(run, placed(run, [succeeded(`s${seq + 1}`, big)], seq + 1));
        if (!appended.ok) return appended.error.code;
        seq++;
      }
    };
    expect(await fill()).toBe('full');
    expect(seq).toBeGreaterThan(2);
    expect(await store.head(run)).toMatchObject({ seq });
    expect(await store.integrityCheck()).toEqual({ ok: true, value: undefined });

    // What needs little room is still written, beside something that needs much.
    const other = runId('other');
    const small = store.append(other, placed(other, [created(aWorkstream('s', []))]));
    const large = store.append(run, placed(run, [succeeded('large', big)], seq + 1));
    expect(await large).toMatchObject({ ok: false, error: { code: 'full' } });
    expect(await small).toEqual({ ok: true, value: undefined });
    await store[Symbol.asyncDispose]();

    store = await aStore(file);
    expect(await store.append(run, placed(run, [succeeded('large', big)], seq + 1))).toMatchObject({ ok: true });
    expect(await verifyChain(store.events(run, 0), sha256)).toMatchObject({ ok: true, count: seq + 1 });
    await store[Symbol.asyncDispose]();
  });
});

describe('a database that another process writes to', () => {
  test('is waited for without the event loop standing still', async () => {
    const file = join(aFolder(), 'state.db');
    const store = await aStore(file);
    await store.append(run, placed(run, [created()]));
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const waiting = store.append(run, placed(run, [started], 2));
    let turns = 0;
    await new Promise<void>((resolve) => {
      const turn = (): void => {
        if (++turns < 5) setTimeout(turn, 1);
        else resolve();
      };
      turn();
    });
    expect(await store.head(run)).toMatchObject({ seq: 1 });
    other.exec('COMMIT');
    other.close();
    expect(await waiting).toEqual({ ok: true, value: undefined });
    await store[Symbol.asyncDispose]();
  });

  test('fails an append as busy when it is held too long, and takes it afterwards', async () => {
    const file = join(aFolder(), 'state.db');
    const store = await aStore(file, { busyWaitMs: 100 });
    await store.append(run, placed(run, [created()]));
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const events = placed(run, [started, readied('a')], 2);
    expect(await store.append(run, events)).toMatchObject({ ok: false, error: { code: 'busy' } });
    other.exec('COMMIT');
    other.close();
    expect(await store.append(run, events)).toEqual({ ok: true, value: undefined });
    await store[Symbol.asyncDispose]();
  });

  test('tells a writer that another has written to its run', async () => {
    const file = join(aFolder(), 'state.db');
    const [one, other] = [await aStore(file), await aStore(file)];
    await one.append(run, placed(run, [created()]));
    await other.append(run, placed(run, [started], 2));
    const late = await one.append(run, placed(run, [{ type: 'run.cancelling', compensate: false, by: 'me' }], 2));
    expect(late).toEqual({ ok: false, error: { code: 'conflict', seq: 2 } });
    expect((await one.run(run))?.status).toBe('running');
    expect(await one.append(run, placed(run, [readied('a')], 3))).toEqual({ ok: true, value: undefined });
    expect(await verifyChain(other.events(run, 0), sha256)).toMatchObject({ ok: true, count: 3 });
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });
});

describe('the failpoints of an append', () => {
  test.each([
    ['store.append.before', 1],
    ['store.append.after', 2],
  ])('stand around the commit: at %s another process sees %i events', async (name, count) => {
    const file = join(aFolder(), 'state.db');
    const seen: [string, unknown][] = [];
    const store = await aStore(file, {
      failpoint: (reached) => {
        const reader = new Database(file, { readonly: true });
        seen.push([reached, reader.prepare('SELECT count(*) FROM events').pluck().get()]);
        reader.close();
      },
    });
    await store.append(run, placed(run, [created()]));
    seen.length = 0;
    await store.append(run, placed(run, [started], 2));
    expect(seen).toContainEqual([name, count]);
    expect(seen).toHaveLength(2);
    await store[Symbol.asyncDispose]();
  });

  test('that throw before the commit leave nothing, and the store goes on', async () => {
    let throws = true;
    const store = await aStore(join(aFolder(), 'state.db'), {
      failpoint: () => {
        if (throws) throw new Error('crashed here');
      },
    });
    await expect(store.append(run, placed(run, [created()]))).rejects.toThrow('crashed here');
    expect(await store.run(run)).toBeNull();
    throws = false;
    expect(await store.append(run, placed(run, [created()]))).toEqual({ ok: true, value: undefined });
    await store[Symbol.asyncDispose]();
  });
});

test('an append that is not waited for is written before the store is closed, and none after', async () => {
  const file = join(aFolder(), 'state.db');
  const store = await aStore(file);
  const last = store.append(run, placed(run, [created()]));
  await store[Symbol.asyncDispose]();
  expect(await last).toEqual({ ok: true, value: undefined });
  expect(await store.append(run, placed(run, [started], 2))).toMatchObject({ ok: false, error: { code: 'broken' } });
});
