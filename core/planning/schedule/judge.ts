/** Whether a step whose needs have ended is to run. */
import type { Happening } from '../../event.ts';
import type { Run } from '../../run.ts';
import { partOf } from '../../plan.ts';
import { isAuthored } from '../../scope.ts';
import { compensatedBy } from '../../compensating.ts';
import { stepAt } from './at-place.ts';
import type { Evaluation, Verdict } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { factsAt, isReached } from './halt.ts';
import { begun, cannotBeWorkedOut } from './opening.ts';
import { isWanted } from './undoing.ts';

const GO: Verdict = { kind: 'go' };

export const judge = (run: Run, frontier: Frontier, evaluation: Evaluation, place: number): Happening => {
  const step = stepAt(run, place);
  const facts = factsAt(run, frontier, evaluation, place);
  const { isSpoiled } = facts;
  const verdict = ((): Verdict => {
    // What cannot be undone keeps nothing else from being undone.
    if (!isAuthored(partOf(run.plan, place)))
      return isWanted(run, compensatedBy(step.id)) ? GO : { kind: 'skip', reason: 'policy' };
    if (frontier.needs.isLost(place)) return { kind: 'skip', reason: 'condition' };
    if (step.condition === null) return isSpoiled ? { kind: 'skip', reason: 'upstream' } : GO;
    return evaluation.condition(run, step, facts);
  })();
  switch (verdict.kind) {
    case 'go':
      return begun(run, evaluation, place);
    case 'skip':
      // Of what a halt reaches, those whose condition does not let them outlive it end like the rest.
      if (isReached(run, frontier, evaluation, place)) return { type: 'step.cancelled', step: step.id, attempt: null };
      return { type: 'step.skipped', step: step.id, attempt: null, reason: verdict.reason };
    case 'fail':
      return {
        type: 'step.failed',
        step: step.id,
        attempt: null,
        ...cannotBeWorkedOut(step, verdict.failure, 'its condition'),
      };
  }
};
