/** `ws breakers` over real breakers in a folder of the test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instant } from '../../../../core/id.ts';
import type { Composer } from '../../../../interfaces/house/composer.ts';
import { aFolder } from '../../core/state/sqlite/scratch.ts';
import { aClient, aManualClock, type Client, type ManualClock } from '../../error/engine/breakers/breaker-client.ts';
import { ws } from './command-line.ts';

type Machine = {
  readonly composer: Composer;
  readonly root: string;
  readonly client: Client;
  readonly clock: ManualClock;
};

/** A machine with its breakers, and a command line that stands in no repository. */
const aMachine = (folder = aFolder()): Machine => {
  const clock = aManualClock();
  const client = aClient(folder, clock);
  const composer: Composer = {
    openHouse: () => Promise.reject(new Error('breakers are asked in no repository')),
    repair: () => Promise.reject(new Error('breakers repair nothing')),
    mask: (text) => text,
    clock,
    chance: { id: () => 'none' },
    lockFile: () => Promise.reject(new Error('breakers lock no file')),
    models: () => Promise.reject(new Error('breakers ask no models')),
    sqliteVersion: () => Promise.reject(new Error('breakers ask for no version')),
    breakers: async () => ({
      breakers: client.breakers,
      clock,
      trouble: () => client.troubles[0] ?? null,
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };
  return { composer, root: folder, client, clock };
};

const shown = (out: string): readonly (readonly string[])[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

describe('ws breakers list', () => {
  test('says how each stands, when it may be tried, and what to do', async () => {
    const machine = aMachine();
    const { client, clock } = machine;
    const { breakers } = client;
    expect(await ws(['breakers', 'list'], machine)).toMatchObject({ code: 0, out: '' });
    await breakers.trip('half', instant(clock.now() + 1));
    await breakers.trip('due', instant(clock.now() + 1));
    clock.advance(1);
    await breakers.admit(['half']);
    await breakers.trip('my tool', instant(clock.now() + 12_000));
    await breakers.trip('sh', instant(clock.now() + 12_000));
    await breakers.reset('sh');
    const said = await ws(['breakers', 'list'], machine, { columns: 120 });
    expect(said.code).toBe(0);
    expect(shown(said.out)).toEqual([
      ['BREAKER', 'STATE', 'FAILURES', 'CALLS', 'NEXT'],
      ['due', 'open', '0', 'may be tried', 'the next call decides'],
      ['half', 'half open', '0', 'one call is being tried', 'its end decides'],
      ['my tool', 'open', '0', 'reopens in 12s', "ws breakers reset 'my tool'"],
      ['sh', 'closed', '0'],
    ]);
  });

  test('prints the agreed document with --json', async () => {
    const machine = aMachine();
    const { client, clock } = machine;
    expect(JSON.parse((await ws(['breakers', 'list', '--json'], machine)).out)).toEqual([]);
    const leaves = await Promise.all([1, 2].map(() => client.breakers.admit(['aider'])));
    for (const leave of leaves)
      if (leave.kind === 'admitted') await leave.leave.settle({ kind: 'fails', until: null, isLasting: false });
    await client.breakers.trip('aider', null);
    const { out } = await ws(['breakers', 'list', '--json'], machine);
    const at = clock.now();
    expect(JSON.parse(out)).toEqual([
      { name: 'aider', state: 'OPEN', failures: 2, openedAt: at, reopensAt: at + 30_000 },
    ]);
  });
});

describe('ws breakers trip', () => {
  test('opens a breaker that nobody has used yet, for as long as asked', async () => {
    const machine = aMachine();
    const { client, clock } = machine;
    expect((await ws(['breakers', 'trip', 'openai', '--for', '10m'], machine)).out).toBe(
      'openai is open: it reopens in 10m\n',
    );
    const reopensAt = clock.now() + 600_000;
    expect(await client.breakers.admit(['openai'])).toEqual({ kind: 'refused', breaker: 'openai', reopensAt });
    const { out } = await ws(['breakers', 'trip', 'openai', '--json'], machine);
    expect(JSON.parse(out)).toMatchObject({ name: 'openai', state: 'OPEN', reopensAt: clock.now() + 30_000 });
  });

  test.each(['', 'my api', '../x'])('opens none whose name no step could give: %j', async (name) => {
    const machine = aMachine();
    const { client } = machine;
    const said = await ws(['breakers', 'trip', name], machine);
    expect(said.code).toBe(2);
    expect(said.err).toContain(`"${name}" is not the name of a breaker`);
    expect(await client.breakers.list()).toEqual([]);
  });

  test('takes no duration that is none', async () => {
    const said = await ws(['breakers', 'trip', 'openai', '--for', 'ever'], aMachine());
    expect(said.code).toBe(2);
    expect(said.err).toContain('10m');
  });
});

describe('ws breakers reset', () => {
  test('closes one, or all', async () => {
    const machine = aMachine();
    const { client } = machine;
    for (const name of ['a', 'b', 'c']) await client.breakers.trip(name, null);
    expect((await ws(['breakers', 'reset', 'a'], machine)).out).toBe('a is closed\n');
    expect((await client.breakers.list()).map(({ state }) => state)).toEqual(['CLOSED', 'OPEN', 'OPEN']);
    expect((await ws(['breakers', 'reset', '--all', '--json'], machine)).out).toBe('{"reset":["a","b","c"]}\n');
    expect((await client.breakers.list()).map(({ state }) => state)).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
  });

  test('of a name that is not known says which was meant', async () => {
    const machine = aMachine();
    const { client } = machine;
    await client.breakers.trip('openai', null);
    const said = await ws(['breakers', 'reset', 'opnai'], machine);
    expect(said.code).toBe(2);
    expect(said.err).toContain('there is no breaker "opnai". Did you mean "openai"?');
    expect(said.err).toContain('ws breakers list');
  });

  test.each([[[]], [['openai', '--all']]])('with %j does not guess what is meant', async (args) => {
    const said = await ws(['breakers', 'reset', ...args], aMachine());
    expect(said.code).toBe(2);
    expect(said.err).toContain('name one breaker, or say --all');
  });
});

test('breakers that cannot be kept are an error of the surroundings, with the reason', async () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'breakers.db'), 'this is no database but it is long enough to be taken for one');
  for (const args of [['list'], ['reset', '--all'], ['trip', 'x']]) {
    const said = await ws(['breakers', ...args], aMachine(folder));
    expect(said, args.join(' ')).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('breakers.db');
    expect(said.err).toContain('they let every call through');
  }
});
