import type { Failure } from './failure.ts';
import type { Instant } from './id.ts';
import type { Answer } from './run.ts';
import type { Step } from './workstream.ts';

/** What is done about a failure. */
export type Decision =
  | { readonly kind: 'retry'; readonly at: Instant; readonly counts: boolean }
  | { readonly kind: 'ask'; readonly prompt: string; readonly choices: readonly Answer[] }
  | { readonly kind: 'skip' }
  | { readonly kind: 'fail' };

/** `failures` does not yet count the one that is decided about. */
export type FailureContext = { readonly step: Step; readonly failures: number; readonly now: Instant };

/** Total: every failure gets exactly one decision. */
export interface ErrorPolicy {
  decide(failure: Failure, context: FailureContext): Decision;
}
