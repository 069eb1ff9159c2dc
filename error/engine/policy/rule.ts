/** A rule of the policy: when it applies to a failure, and what is done then. */
import type { Decision } from '../../../core/policy.ts';
import type { KnownFailure } from './known-failure.ts';

/** One line of the table. Both functions are pure, but for the jitter of a wait. */
export type Rule = {
  readonly name: string;
  /** What a person reads: when it applies, and what is done then. */
  readonly says: { readonly when: string; readonly what: string };
  /** Why it applies to a failure, in one sentence; null where it does not. */
  readonly when: (known: KnownFailure) => string | null;
  /** `reason` is what `when` said; it becomes that of the decision. */
  readonly decide: (known: KnownFailure, reason: string) => Decision;
};
