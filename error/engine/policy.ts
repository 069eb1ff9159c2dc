/** What is done about a failure: tried again while the step's limit lasts, unless trying again cannot help. */
import type { Chance } from '../../core/clock.ts';
import type { FailureCode } from '../../core/failure.ts';
import { instant } from '../../core/id.ts';
import type { ErrorPolicy } from '../../core/policy.ts';
import { backoffMs } from './backoff.ts';

/** A second try meets the same wall: something must change first. */
const HOPELESS: ReadonlySet<FailureCode> = new Set([
  'tool-missing',
  'bad-input',
  'sandbox-missing',
  'rejected',
  'bug',
  'interrupted',
]);

/** The policy of steps: `retry.limit` failures are forgiven, each after a longer wait. */
export const createPolicy = (parts: { readonly chance: Pick<Chance, 'fraction'> }): ErrorPolicy => ({
  decide: (failure, { step, failures, now }) => {
    if (HOPELESS.has(failure.code) || failures >= step.retry.limit) return { kind: 'fail' };
    const waitMs = backoffMs(step.retry.backoff, failures, parts.chance);
    return { kind: 'retry', at: instant(now + waitMs), counts: true };
  },
});
