/** Random histories of breakers, told by several clients, against a small oracle. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BreakerSettings } from '../../../error/engine/breakers/breaker-settings.ts';
import { CLIENTS, History, seen, type Deed } from './breaker-history.ts';
import { NAMES, type Ending, type Name } from './breaker-oracle.ts';

const RUNS = process.env['WS_LONG'] === '1' ? 10_000 : 1_000;

const client = fc.nat(CLIENTS - 1);
const name = fc.constantFrom(...NAMES);
const someMs = fc.oneof(fc.nat(20), fc.nat(2_000), fc.constantFrom(50, 100, 1_000, 5_000, 10_000));
const ending: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'works' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'unknown' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('fails' as const),
      afterMs: fc.option(someMs, { freq: 2 }),
      isLasting: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('admit' as const),
      client,
      names: fc.constantFrom<Name[]>(['a'], ['a'], ['b'], ['a', 'b'], ['b', 'a', 'b']),
    }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('settle' as const), pick: fc.nat(), ending }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: someMs }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('trip' as const), client, name, forMs: fc.option(someMs) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rush' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const), client, name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('die' as const), client }) },
);
const settings: fc.Arbitrary<BreakerSettings> = fc.record({
  failures: fc.integer({ min: 1, max: 4 }),
  percentage: fc.constantFrom(1, 29, 50, 67, 100),
  windowMs: fc.constantFrom(5, 100, 1_000, 60_000),
  coolDownMs: fc.constantFrom(1, 50, 1_000),
});

test('breakers do what the oracle says: an open one lets nobody through, a half-open one exactly one, on every client', async () => {
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  await fc.assert(
    fc.asyncProperty(settings, fc.array(deed, { maxLength: 80, size: 'max' }), async (chosen, deeds) => {
      const folder = mkdtempSync(join(place, 'ws-breakers-'));
      const history = new History(folder, chosen);
      try {
        for (const each of deeds) {
          await history.play(each);
          await history.compare();
        }
        for (const each of history.clients) await each.reopen();
        await history.compare();
      } finally {
        for (const each of history.clients) await each.breakers[Symbol.asyncDispose]();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: RUNS },
  );
  console.log(`${RUNS} histories: ${JSON.stringify(seen)}`);
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 20);
});
