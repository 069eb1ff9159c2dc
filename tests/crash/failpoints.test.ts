/** RELIABILITY row 1: a crash at every single point where one can matter. */
import { expect, test } from 'vitest';
import { crashEverywhere } from '../rig/crash-everywhere.ts';
import { twelveSteps } from '../rig/crash-run.ts';

test('a run that succeeds is resumed from a crash at any failpoint to the same end with every invariant intact', async () => {
  const crashed = await crashEverywhere({ workstream: twelveSteps, end: 'succeeded', code: 0, every: 1 });
  expect(crashed).toBeGreaterThan(60);
});
