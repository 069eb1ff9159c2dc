/** Up to which event somebody has looked at what ended steps left in a worktree. */
import type { Run } from '../run.ts';

/** `lane`: the place of the composite whose lane it is; null: the worktree of the run. A lane is fresh when it opens. */
export const tidiedUpTo = (
  { plan, steps, tidied }: Pick<Run, 'plan' | 'steps' | 'tidied'>,
  lane: number | null,
): number => {
  const step = lane === null ? undefined : plan.steps[lane];
  if (lane === null || step === undefined) return tidied.upTo;
  return Math.max(tidied.lanes.get(step.id) ?? 0, steps[lane]?.lastSeq ?? 0);
};
