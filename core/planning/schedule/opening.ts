/** How a composite opens: for the first time, or for another generation. */
import type { Happening } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import type { Decided, GiveUp } from '../../policy.ts';
import type { Run } from '../../run.ts';
import { usedBy } from '../../used.ts';
import type { Step } from '../../workstream.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import type { Evaluation } from './evaluation.ts';

/** What stands in an expression cannot be tried again: it gives the same once more. */
export const cannotBeWorkedOut = (step: Step, failure: Failure, what: string): Decided<GiveUp> => ({
  failure,
  diagnosis: null,
  decision: { kind: step.continueOnError ? 'log' : 'escalate', reason: `${what} cannot be worked out` },
});

/** A step that is to begin: one that runs a tool becomes ready, a composite opens. */
export const begun = (run: Run, evaluation: Evaluation, place: number): Happening => {
  const step = stepAt(run, place);
  if (step.body === undefined) return { type: 'step.readied', step: step.id, attempt: null };
  const facts = evaluation.opening(run, place);
  if (!facts.ok)
    return {
      type: 'step.failed',
      step: step.id,
      attempt: null,
      ...cannotBeWorkedOut(step, facts.error, usedBy(step.body) === null ? 'what it goes over' : 'what it is given'),
    };
  const { items, limits, inputs } = facts.value;
  return {
    type: 'step.opened',
    step: step.id,
    attempt: stepRunAt(run, place).attempts + 1,
    items,
    round: step.body.kind === 'loop' ? 1 : null,
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(inputs === null ? {} : { inputs }),
  };
};
