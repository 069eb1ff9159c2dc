/** How long steps took before. */
import type { StepId } from '../id.ts';

/** How many of the newest runs of a workstream are asked. */
export const durationSampleRuns: number = 20;

/** Median of each step's durations in milliseconds; of an even number, the mean of the middle two. */
export const medianDurations = (
  samples: Iterable<{ readonly step: StepId; readonly durationMs: number }>,
): ReadonlyMap<StepId, number> => {
  const byStep = new Map<StepId, number[]>();
  for (const { step, durationMs } of samples) {
    const durations = byStep.get(step);
    if (durations === undefined) byStep.set(step, [durationMs]);
    else durations.push(durationMs);
  }
  const medians = new Map<StepId, number>();
  for (const [step, durations] of byStep) {
    durations.sort((a, b) => a - b);
    const upper = durations[durations.length >> 1] ?? 0;
    const lower = durations[(durations.length - 1) >> 1] ?? 0;
    medians.set(step, (lower + upper) / 2);
  }
  return medians;
};
