import type { Run } from '../run.ts';
import { isStepDone } from '../state/machine.ts';

/** Whether a person works in the worktree, or has, and it is not committed yet: then nothing is put back. */
export const isInPersonsHands = (run: Run): boolean =>
  run.steps.some(
    ({ state, recovery }) =>
      (state.kind === 'waiting' && state.wait.kind === 'work') ||
      (recovery.accepted !== null && !isStepDone(state.kind)),
  );
