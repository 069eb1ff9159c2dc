import { describe, expect, test } from 'vitest';
import { checkSeed } from '../../../rig/simulator.ts';

const SEEDS = process.env['WS_LONG'] === undefined ? 1_000 : 100_000;

/** Seeds that once showed a bug; kept for ever. */
const REMEMBERED: readonly number[] = [];

describe('the engine in a simulated world', () => {
  test(`${SEEDS} random worlds end as the oracle says, with and without crashes`, async () => {
    let runs = 0;
    let crashes = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const seen = await checkSeed(seed);
      runs += seen.runs;
      crashes += seen.crashes;
    }
    console.log(`${runs} simulated runs, ${crashes} crashes`);
    expect(crashes).toBeGreaterThan(SEEDS);
  });

  test.each(REMEMBERED)('seed %i, which once showed a bug, holds', async (seed) => {
    await expect(checkSeed(seed)).resolves.toMatchObject({});
  });
});
