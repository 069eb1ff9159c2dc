/** A process that takes of pools again and again, and looks each time whether more is held than there is; killed at any moment. */
import { realClock } from '../../adapters/machine/clock.ts';
import type { Want } from '../../core/claim.ts';
import { openHoldings } from '../../core/state/sqlite/holdings.ts';
import { randomFrom } from './random.ts';

const [folder = '', seed = '1', count = '1'] = process.argv.slice(2);

const POOLS = [
  { pool: 'a', size: 2, overtaking: 2 },
  { pool: 'b', size: 3, overtaking: 3 },
  { pool: 'mutex m', size: 1, overtaking: 0 },
] as const;

const work = async (): Promise<void> => {
  const random = randomFrom(Number(seed));
  const opened = await openHoldings({ folder, clock: realClock(), pauseMs: 2 });
  if (!opened.ok) throw new Error(opened.error);
  const holdings = opened.value;
  for (let at = 0; at < Number(count); at++) {
    const drawn = POOLS.filter(() => random.chance(0.5)).map(
      (pool): Want => ({ ...pool, amount: 1 + random.below(pool.size) }),
    );
    const wants: readonly Want[] = drawn.length === 0 ? [{ ...POOLS[0], amount: 1 }] : drawn;
    const held = await holdings.take(
      wants,
      { repository: '/r', run: seed, step: String(at) },
      new AbortController().signal,
    );
    if (!held.ok || held.value === null) throw new Error('nothing was taken');
    const claims = await holdings.list();
    if (!claims.ok) throw new Error(claims.error);
    for (const { pool, size } of POOLS) {
      const all = claims.value.filter(({ isHeld }) => isHeld).flatMap((claim) => claim.wants);
      const used = all.reduce((sum, want) => sum + (want.pool === pool ? want.amount : 0), 0);
      if (used > size) throw new Error(`${used} of ${pool} are held, and there are ${size}`);
    }
    process.stdout.write(`${at}\n`);
    await held.value.release();
  }
  await holdings[Symbol.asyncDispose]();
};

work().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
