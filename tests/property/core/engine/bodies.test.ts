import { describe, expect, test } from 'vitest';
import { checkBodies } from '../../../rig/bodies.ts';

const SEEDS = process.env['WS_LONG'] === undefined ? 1_000 : 50_000;

describe('composites in a simulated world', () => {
  test(`${SEEDS} random worlds of nested bodies end as the oracle says, crashed and cut between any two events`, async () => {
    let runs = 0;
    let composites = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const seen = await checkBodies(seed);
      runs += seen.runs;
      composites += seen.composites;
    }
    console.log(`${runs} simulated runs, ${composites} composites`);
    expect(composites).toBeGreaterThan(SEEDS);
  });
});
