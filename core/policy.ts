import type { AttemptFailure, Fix } from './diagnosis.ts';
import type { Instant } from './id.ts';
import type { Change, Wait } from './attempt.ts';
import type { StepRun } from './run.ts';
import type { Step } from './workstream.ts';

type Of<K extends string, Fields = unknown> = { readonly kind: K; readonly reason: string } & Fields;

/** What is done about a failure, and why: `reason` is one sentence for a person. */
export type Decision =
  /** `change`: what is other about it, of a tool that remembers; not there of others. */
  | Of<'retry', { readonly at: Instant; readonly counts: boolean; readonly change?: Change }>
  /** The next attempt first runs a command that may mend what is wrong. */
  | Of<'fix', { readonly fix: Fix }>
  /** The next attempt is made with `step.fallback[to - 1]`. */
  | Of<'fallback', { readonly to: number }>
  /** Until a breaker may let the step through; costs no failure. */
  | Of<'wait', { readonly at: Instant }>
  /** `until` and `breaker` as in `Wait`. */
  | Of<'ask', Pick<Wait, 'prompt' | 'choices' | 'until' | 'breaker'>>
  /** The step has failed, and that is written down; the run goes on as if it had not. */
  | Of<'log'>
  /** The step has failed for good, and people are to know. */
  | Of<'escalate'>;

/** What lets the step be tried again. */
export type Again = Extract<Decision, { readonly kind: 'retry' | 'fix' | 'fallback' | 'wait' }>;
/** What lets the step wait for a person. */
export type Ask = Extract<Decision, { readonly kind: 'ask' }>;
/** What lets the step fail. */
export type GiveUp = Extract<Decision, { readonly kind: 'log' | 'escalate' }>;

/** A failure, and what was decided about it. */
export type Decided<D extends Decision = Decision> = AttemptFailure & { readonly decision: D };

/** `at` does not yet count the failure that is decided about. */
export type FailureContext = { readonly step: Step; readonly at: StepRun; readonly now: Instant };

/** Total: every failure gets exactly one decision. */
export interface ErrorPolicy {
  decide(failed: AttemptFailure, context: FailureContext): Decision;
}
