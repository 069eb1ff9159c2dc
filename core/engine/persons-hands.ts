import type { Attempt } from '../attempt.ts';
import type { Run } from '../run.ts';
import { isStepDone } from '../state/machine.ts';

/** The steps for which a person works in the worktree, or has, and it is not committed yet: then nothing is put back. */
export const inPersonsHands = (run: Run): readonly Attempt[] =>
  run.plan.steps.flatMap((step, place) => {
    const at = run.steps[place];
    if (at === undefined) return [];
    const isAtWork = at.state.kind === 'waiting' && at.state.wait.kind === 'work';
    const isToBeKept = isAtWork || (at.recovery.accepted !== null && !isStepDone(at.state.kind));
    return isToBeKept ? [{ run: run.id, step: step.id, attempt: at.attempts }] : [];
  });
