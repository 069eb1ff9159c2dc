/** Whether a step whose needs have ended is to run. */
import type { Happening } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import type { Decided, GiveUp } from '../../policy.ts';
import type { Run } from '../../run.ts';
import { isAuthored, scopeAt } from '../../scope.ts';
import type { Step } from '../../workstream.ts';
import { compensatedBy } from '../compensation.ts';
import { stepAt } from './at-place.ts';
import type { Evaluation, Verdict } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { factsAt, isHalted } from './halt.ts';
import { isWanted } from './undoing.ts';

const GO: Verdict = { kind: 'go' };

export const judge = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): Happening => {
  const step = stepAt(run, place);
  const facts = factsAt(run, frontier, place);
  const { isSpoiled } = facts;
  const verdict = ((): Verdict => {
    // What cannot be undone keeps nothing else from being undone.
    if (!isAuthored(scopeAt(run.plan.scopes, place)))
      return isWanted(run, compensatedBy(step.id)) ? GO : { kind: 'skip', reason: 'policy' };
    if (step.condition === null) return isSpoiled ? { kind: 'skip', reason: 'upstream' } : GO;
    return evaluation.condition(run, step, facts);
  })();
  switch (verdict.kind) {
    case 'go':
      return { type: 'step.readied', step: step.id, attempt: null };
    case 'skip':
      // Of what a halt reaches, those whose condition does not let them outlive it end like the rest.
      if (isHalted(run, frontier) && scopeAt(run.plan.scopes, place).kind === 'main')
        return { type: 'step.cancelled', step: step.id, attempt: null };
      return { type: 'step.skipped', step: step.id, attempt: null, reason: verdict.reason };
    case 'fail':
      return { type: 'step.failed', step: step.id, attempt: null, ...conditionFailed(step, verdict.failure) };
  }
};

/** What stands in `if` cannot be tried again: it gives the same once more. */
const conditionFailed = (step: Step, failure: Failure): Decided<GiveUp> => {
  const reason = 'its condition cannot be worked out';
  return { failure, diagnosis: null, decision: { kind: step.continueOnError ? 'log' : 'escalate', reason } };
};
