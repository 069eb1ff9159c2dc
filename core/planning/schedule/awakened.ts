/** What a step does whose time has come. */
import type { Happening } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import type { StepRun } from '../../run.ts';
import type { Step } from '../../workstream.ts';

/** Of a question that nobody has answered, what it says itself; null of all else that goes on when its time comes. */
export const awakened = (step: Step, { state, attempts, recovery }: StepRun): Happening | null => {
  const of = { step: step.id, attempt: attempts };
  const then = state.kind === 'waiting' ? state.wait.onTimeout : undefined;
  if (state.kind !== 'waiting' || then === undefined || recovery.accepted !== null) return null;
  switch (then.answer) {
    case 'accept':
      return {
        type: 'step.answered',
        ...of,
        by: 'timeout',
        answer: 'accept',
        outputs: then.outputs,
        question: state.question,
      };
    case 'skip':
      return { type: 'step.skipped', ...of, reason: 'policy' };
    case 'fail': {
      const failure: Failure = { code: 'timeout', afterMs: then.afterMs, message: 'nobody has answered in time' };
      const kind = step.continueOnError ? 'log' : 'escalate';
      return {
        type: 'step.failed',
        ...of,
        failure,
        diagnosis: null,
        decision: { kind, reason: 'nobody has answered' },
      };
    }
  }
};
