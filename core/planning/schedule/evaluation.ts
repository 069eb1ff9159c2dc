/** What the scheduler asks of whoever knows expressions and tools. */
import type { Choice } from '../../choice.ts';
import type { Awaited, DomainEvent } from '../../domain-event.ts';
import type { Failure } from '../../failure.ts';
import type { Instant } from '../../id.ts';
import type { JsonObject } from '../../json.ts';
import type { Item, Limits } from '../../plan.ts';
import type { ErrorPolicy } from '../../policy.ts';
import type { Requirement } from '../../requirement.ts';
import type { Result } from '../../result.ts';
import type { Run, SkipReason } from '../../run.ts';
import type { Step } from '../../workstream.ts';

/** What a condition is judged by, beside the outputs of the steps before it. */
export type ConditionFacts = {
  /** It runs after all others of its workstream ended, whatever their end. */
  readonly isLast: boolean;
  /** A need failed, was cancelled, or was skipped because of that. */
  readonly isSpoiled: boolean;
  /** A step of the run failed that was not allowed to. */
  readonly hasFailed: boolean;
  readonly isCancelled: boolean;
  /** `failFast` has called off the part of the run that the step belongs to. */
  readonly isStopped: boolean;
};

export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'fail'; readonly failure: Failure };

/** `items` is null where it is no foreach that opens, and `inputs` where it is no workstream that is used. */
export type OpeningFacts = {
  readonly items: readonly Item[] | null;
  readonly limits: Limits;
  readonly inputs: JsonObject | null;
};

/** Judges conditions and outputs of one run. Pure. */
export interface Evaluation {
  /** Asked only of steps that have a condition. */
  condition(run: Run, step: Step, facts: ConditionFacts): Verdict;
  outputs(run: Run): Result<JsonObject, string>;
  /** What a composite is to lay out in a new generation. */
  opening(run: Run, place: number): Result<OpeningFacts, Failure>;
  /** Whether a loop has what it is to have, when its newest round has ended. */
  until(run: Run, place: number): Result<boolean, Failure>;
  /** What an open composite gives whose body has succeeded. */
  bodyOutputs(run: Run, place: number): Result<JsonObject, Failure>;
  /** Whether a domain event is one that the step at a place waits for; one that cannot be judged is none. */
  fits(run: Run, place: number, awaited: Awaited, event: DomainEvent): boolean;
  /** The tool for a step that requires; null where there is none. */
  choice(step: Step, requirement: Requirement): Choice | null;
}

/** What it takes to tell what is due, beside the run. */
export type DueParts = { readonly evaluation: Evaluation; readonly policy: ErrorPolicy; readonly now: Instant };
