import { expect, test } from 'vitest';
import { schedule } from '../../../../bench/schedule.ts';

test('100,000 steps with up to 300,000 needs are planned and scheduled in less than 1 GB', async () => {
  const { steps, planMs, runMs, peakMb } = await schedule(100_000, false);
  console.log(
    `${steps} steps: plan ${planMs.toFixed(0)} ms, schedule ${(runMs ?? 0).toFixed(0)} ms, peak ${peakMb.toFixed(0)} MB`,
  );
  expect(peakMb).toBeLessThan(1024);
});
