/** RELIABILITY row 1, where a run fixes, falls back, fails and is undone. A file of its own, so that another worker may take it. */
import { expect, test } from 'vitest';
import { crashEverywhere } from '../rig/crash-everywhere.ts';
import { failingSteps } from '../rig/crash-run.ts';

/** The long lane takes every point. */
const EVERY = process.env['WS_LONG'] === '1' ? 1 : 2;

test('a run that is undone is resumed from a crash at any failpoint to the same end with every invariant intact', async () => {
  const crashed = await crashEverywhere({ workstream: failingSteps, end: 'failed', code: 1, every: EVERY });
  expect(crashed).toBeGreaterThan(40);
});
