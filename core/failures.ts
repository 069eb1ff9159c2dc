/** Failures of steps, as tables show them. */
import type { Decision } from './policy.ts';
import type { DiagnosisCode } from './failure.ts';
import type { FailureStats } from './failure-stats.ts';
import type { Instant, RunId, StepId } from './id.ts';
import type { IssueSeverity } from './issue.ts';

/** One failure of a step, as tables show it. */
export type FailureRow = {
  readonly run: RunId;
  readonly seq: number;
  readonly step: StepId;
  /** null where no attempt was made. */
  readonly attempt: number | null;
  readonly at: Instant;
  readonly code: DiagnosisCode;
  readonly severity: IssueSeverity;
  readonly plugin: string | null;
  readonly signature: string;
  readonly message: string;
  /** How many issues were found. */
  readonly issues: number;
  readonly decision: Decision['kind'];
  readonly reason: string;
  /** Whether the fix that was decided on helped; null where none was, or it is not known yet. */
  readonly helped: boolean | null;
  /** The run that tries again what failed; null where there is none. */
  readonly retriedBy: RunId | null;
};

export type FailureFilter = {
  /** null: of all runs. */
  readonly run: RunId | null;
  readonly decisions: readonly Decision['kind'][] | null;
  /** Those at or after this moment. */
  readonly since: Instant;
  /** Whether those are left out that another run has taken up. */
  readonly isOpen: boolean;
  readonly limit: number;
};

export interface Failures {
  /** Newest first. */
  failures(filter: FailureFilter): Promise<readonly FailureRow[]>;
  /** Of the failures at or after this moment. */
  failureStats(since: Instant): Promise<FailureStats>;
}
