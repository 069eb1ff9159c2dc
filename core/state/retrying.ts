/** What follows from the decision to try a step again. Events of 0.1.0 hold both as fields; they said the same. */
import type { Instant } from '../id.ts';
import type { Again, Decided } from '../policy.ts';
import { unreachable } from '../result.ts';

/** When the next attempt may begin; `at` is when it was decided. */
export const wakeAtOf = ({ decision, at }: { readonly decision: Again; readonly at: Instant }): Instant => {
  switch (decision.kind) {
    case 'retry':
    case 'wait':
      return decision.at;
    case 'fix':
    case 'fallback':
      return at;
    default:
      return unreachable(decision);
  }
};

/** Whether it is one of the step's failures: an open breaker and a fix that is tried are none. */
export const countsAsFailure = ({ decision, failure }: Decided<Again>): boolean => {
  switch (decision.kind) {
    case 'retry':
      return decision.counts;
    case 'fallback':
      return failure.code !== 'breaker-open';
    case 'fix':
    case 'wait':
      return false;
    default:
      return unreachable(decision);
  }
};
