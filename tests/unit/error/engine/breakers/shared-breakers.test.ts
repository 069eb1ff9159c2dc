/** Breakers that several clients share through one folder. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Admission, BreakerVerdict, Leave } from '../../../../../core/breakers.ts';
import { instant } from '../../../../../core/id.ts';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../../error/engine/breakers/breaker-settings.ts';
import { realClock } from '../../../../../adapters/machine/clock.ts';
import { aFolder } from '../../../core/state/sqlite/scratch.ts';
import { aClient, aManualClock, type Client, type ManualClock } from './breaker-client.ts';

const works: BreakerVerdict = { kind: 'works' };
const unknown: BreakerVerdict = { kind: 'unknown' };
const fails: BreakerVerdict = { kind: 'fails', until: null, isLasting: false };
const lasts: BreakerVerdict = { kind: 'fails', until: null, isLasting: true };

const leaveOf = (admission: Admission): Leave => {
  if (admission.kind === 'refused') throw new Error(`refused by ${admission.breaker}`);
  return admission.leave;
};

test('who names no breaker is let through, and nothing is opened', async () => {
  const clock = aManualClock();
  const client = aClient(aFolder(), clock);
  await leaveOf(await client.breakers.admit([])).settle(lasts);
  expect(client.opened()).toBe(0);
});

test('five failures of any clients open a breaker for all of them, and it says when it may be tried', async () => {
  const [folder, clock] = [aFolder(), aManualClock()];
  const [one, other] = [aClient(folder, clock), aClient(folder, clock)];
  for (const client of [one, other, one, other, one])
    await leaveOf(await client.breakers.admit(['aider'])).settle(fails);
  const reopensAt = instant(clock.now() + settings.coolDownMs);
  for (const { breakers } of [one, other, aClient(folder, clock)]) {
    expect(await breakers.admit(['aider'])).toEqual({ kind: 'refused', breaker: 'aider', reopensAt });
    expect(await breakers.list()).toEqual([
      { name: 'aider', state: 'OPEN', failures: 5, openedAt: clock.now(), reopensAt },
    ]);
  }
  expect((await one.breakers.admit(['another'])).kind).toBe('admitted');
});

describe('a breaker that is due', () => {
  const due = async () => {
    const [folder, clock] = [aFolder(), aManualClock()];
    const [one, other] = [aClient(folder, clock), aClient(folder, clock)];
    await one.breakers.trip('a', null);
    clock.advance(settings.coolDownMs);
    return { clock, one, other };
  };

  test('lets one call through, asked by many at once, and no other before its verdict', async () => {
    const { clock, one, other } = await due();
    const asked = await Promise.all([one, other, one, other, one].map(({ breakers }) => breakers.admit(['a', 'a'])));
    const [probe, ...more] = asked.filter(({ kind }) => kind === 'admitted');
    expect(more).toEqual([]);
    expect(asked).toContainEqual({ kind: 'refused', breaker: 'a', reopensAt: clock.now() + 1_000 });
    expect(await other.breakers.list()).toMatchObject([{ state: 'HALF_OPEN' }]);
    await leaveOf(probe ?? (await one.breakers.admit(['a']))).settle(works);
    expect(await other.breakers.list()).toEqual([
      { name: 'a', state: 'CLOSED', failures: 0, openedAt: null, reopensAt: null },
    ]);
    expect(
      (await Promise.all([one, other].map(({ breakers }) => breakers.admit(['a'])))).map(({ kind }) => kind),
    ).toEqual(['admitted', 'admitted']);
  });

  test('shuts again when the call fails', async () => {
    const { clock, one, other } = await due();
    await leaveOf(await one.breakers.admit(['a'])).settle(fails);
    const reopensAt = clock.now() + settings.coolDownMs;
    expect(await other.breakers.admit(['a'])).toEqual({ kind: 'refused', breaker: 'a', reopensAt });
  });

  test('is free for the next at once when nothing is known of the call', async () => {
    const { one, other } = await due();
    await leaveOf(await one.breakers.admit(['a'])).settle(unknown);
    expect((await other.breakers.admit(['a'])).kind).toBe('admitted');
    expect((await one.breakers.admit(['a'])).kind).toBe('refused');
  });

  test('hears a leave once: what is settled twice counts once', async () => {
    const { one, other } = await due();
    const leave = leaveOf(await one.breakers.admit(['a']));
    await leave.settle(works);
    for (let again = 0; again < 9; again++) await leave.settle(lasts);
    expect((await other.breakers.admit(['a'])).kind).toBe('admitted');
  });

  test('is not closed by the probe when a person has tripped it meanwhile, nor opened when reset', async () => {
    const { one, other, clock } = await due();
    const probe = leaveOf(await one.breakers.admit(['a']));
    await other.breakers.trip('a', instant(clock.now() + 5_000));
    await probe.settle(works);
    expect(await one.breakers.list()).toMatchObject([{ state: 'OPEN', reopensAt: clock.now() + 5_000 }]);
    clock.advance(5_000);
    const next = leaveOf(await other.breakers.admit(['a']));
    expect(await one.breakers.reset('a')).toBe(true);
    await next.settle(fails);
    expect(await one.breakers.list()).toMatchObject([{ state: 'CLOSED', failures: 1 }]);
  });
});

describe('several breakers at once', () => {
  test('none is held, nor changed, where one refuses', async () => {
    const [folder, clock] = [aFolder(), aManualClock()];
    const [one, other] = [aClient(folder, clock), aClient(folder, clock)];
    for (const name of ['a', 'c']) await one.breakers.trip(name, null);
    clock.advance(settings.coolDownMs);
    const holder = leaveOf(await other.breakers.admit(['c']));
    const before = await one.breakers.list();
    expect(await one.breakers.admit(['c', 'b', 'a'])).toMatchObject({ kind: 'refused', breaker: 'c' });
    await one.breakers.trip('d', null);
    expect(await one.breakers.admit(['a', 'd'])).toMatchObject({ kind: 'refused', breaker: 'd' });
    expect((await one.breakers.list()).slice(0, 2)).toEqual(before);
    const probe = leaveOf(await other.breakers.admit(['a']));
    await holder.settle(works);
    await probe.settle(works);
    expect((await one.breakers.list()).map(({ state }) => state)).toEqual(['CLOSED', 'CLOSED', 'OPEN']);
  });

  test('hear the same verdict', async () => {
    const [folder, clock] = [aFolder(), aManualClock()];
    const { breakers } = aClient(folder, clock);
    await leaveOf(await breakers.admit(['tool', 'provider'])).settle(lasts);
    expect((await breakers.list()).map(({ name, state }) => [name, state])).toEqual([
      ['provider', 'OPEN'],
      ['tool', 'OPEN'],
    ]);
  });
});

describe('what others do in between', () => {
  const dueBefore = async (
    meddle: (other: Client, clock: ManualClock) => Promise<unknown>,
    when: 'beforeLock' | 'beforeWrite',
  ) => {
    const [folder, clock] = [aFolder(), aManualClock()];
    const other = aClient(folder, clock);
    await other.breakers.trip('a', null);
    clock.advance(settings.coolDownMs);
    const one = aClient(folder, clock, { [when]: async () => void (await meddle(other, clock)) });
    return { one, other, clock };
  };

  test('a breaker tripped while it is about to be tried lets nobody through', async () => {
    for (const when of ['beforeLock', 'beforeWrite'] as const) {
      const { one, other, clock } = await dueBefore((client) => client.breakers.trip('a', null), when);
      const reopensAt = clock.now() + settings.coolDownMs;
      expect(await one.breakers.admit(['a'])).toEqual({ kind: 'refused', breaker: 'a', reopensAt });
      expect(await other.breakers.list()).toMatchObject([{ state: 'OPEN', reopensAt }]);
    }
  });

  test('a breaker closed while it is about to be tried is passed like any other, and tried by whoever is next', async () => {
    for (const when of ['beforeLock', 'beforeWrite'] as const) {
      const { one, other, clock } = await dueBefore((client) => client.breakers.reset('a'), when);
      const leave = leaveOf(await one.breakers.admit(['a']));
      expect(await other.breakers.list()).toMatchObject([{ state: 'CLOSED' }]);
      await other.breakers.trip('a', null);
      clock.advance(settings.coolDownMs);
      const probe = leaveOf(await other.breakers.admit(['a']));
      await leave.settle(works);
      expect(await other.breakers.list()).toMatchObject([{ state: 'HALF_OPEN' }]);
      await probe.settle(works);
      expect(await other.breakers.list()).toMatchObject([{ state: 'CLOSED' }]);
    }
  });

  test('verdicts that come at the same time all count', async () => {
    const [folder, clock] = [aFolder(), aManualClock()];
    const clients = [aClient(folder, clock), aClient(folder, clock)];
    const asked = await Promise.all([...clients, ...clients].map(({ breakers }) => breakers.admit(['a'])));
    await Promise.all(asked.map((admission) => leaveOf(admission).settle(fails)));
    for (const { breakers } of clients) expect(await breakers.list()).toMatchObject([{ state: 'CLOSED', failures: 4 }]);
  });
});

test('a reset of a name that nobody has used says so', async () => {
  const { breakers } = aClient(aFolder(), aManualClock());
  expect(await breakers.reset('nobody')).toBe(false);
  expect(await breakers.list()).toEqual([]);
});

describe('breakers that cannot be kept', () => {
  test('let everybody through, and say so once', async () => {
    const [folder, clock] = [aFolder(), aManualClock()];
    writeFileSync(join(folder, 'breakers.db'), 'this is no database but it is long enough to be taken for one');
    const { breakers, troubles } = aClient(folder, clock);
    await breakers.trip('a', null);
    for (let call = 0; call < 9; call++) await leaveOf(await breakers.admit(['a'])).settle(lasts);
    expect(await breakers.list()).toEqual([]);
    expect(troubles).toEqual([expect.stringContaining('breakers.db')]);
    rmSync(join(folder, 'breakers.db'));
    await leaveOf(await breakers.admit(['a'])).settle(lasts);
    expect(await breakers.list()).toMatchObject([{ name: 'a', state: 'OPEN' }]);
  });

  test('obey what can still be read', async () => {
    const [folder, clock] = [aFolder(), aManualClock()];
    await aClient(folder, clock).breakers.trip('a', null);
    const { breakers, troubles } = aClient(folder, clock, { isFull: true });
    expect((await breakers.admit(['a'])).kind).toBe('refused');
    clock.advance(settings.coolDownMs);
    const probe = leaveOf(await breakers.admit(['a']));
    expect((await breakers.admit(['a'])).kind).toBe('refused');
    await probe.settle(works);
    expect((await breakers.admit(['a'])).kind).toBe('admitted');
    expect(troubles).toHaveLength(1);
  });
});

describe('a watcher', () => {
  test('hears of changes of state, its own and those of others, and of nothing else', async () => {
    const folder = aFolder();
    const [one, other] = [aClient(folder, realClock()), aClient(folder, realClock())];
    const heard: string[] = [];
    const stop = new AbortController();
    let tell = (): void => undefined;
    const next = async (): Promise<readonly string[]> => {
      if (heard.length === 0) await new Promise<void>((resolve) => (tell = resolve));
      return heard.splice(0);
    };
    await one.breakers.list();
    const watching = one.breakers.watch((names) => {
      heard.push(...names);
      tell();
    }, stop.signal);
    await other.breakers.list();
    await other.breakers.trip('theirs', null);
    expect(await next()).toEqual(['theirs']);
    await leaveOf(await other.breakers.admit(['calm'])).settle(works);
    await leaveOf(await one.breakers.admit(['calm'])).settle(fails);
    await one.breakers.trip('own', null);
    expect(await next()).toEqual(['own']);
    await one.breakers.reset('theirs');
    expect(await next()).toEqual(['theirs']);
    stop.abort();
    await watching;
    await other.breakers.trip('theirs', null);
    expect(heard).toEqual([]);
  });
});
