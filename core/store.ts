import type { RecordedEvent, WsEvent } from './event.ts';
import type { Instant, RunId, StepId } from './id.ts';
import type { Result } from './result.ts';
import type { DiagnosisCode, Failure } from './failure.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { FailureStats } from './failure-stats.ts';
import type { IssueSeverity } from './issue.ts';
import type { Decision } from './policy.ts';
import type { Answer } from './attempt.ts';
import type { RunStatus, StepKind } from './run.ts';
import type { JsonObject } from './json.ts';

/**
 * Why nothing was appended. `conflict`: another driver wrote first; `full`: no room on the disk; `busy`: another
 * process held the database longer than the store was willing to wait; `broken`: the database cannot be trusted.
 */
export type AppendError =
  | { readonly code: 'conflict'; readonly seq: number }
  | { readonly code: 'full' | 'busy' | 'broken'; readonly message: string };

/** One run, as tables show it without reading its log. */
export type RunRow = {
  readonly id: RunId;
  readonly workstream: string;
  readonly title: string;
  readonly status: RunStatus;
  readonly hash: string;
  /** As the run's options have it. */
  readonly source: string | null;
  readonly branch: string | null;
  readonly base: string | null;
  readonly seq: number;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
};

/** One step that something has happened to. Steps that are still blocked have no row. */
export type StepRow = {
  readonly step: StepId;
  readonly status: StepKind;
  readonly attempts: number;
  readonly failures: number;
  readonly exitCode: number | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly checkpoint: string | null;
  readonly outputs: JsonObject | null;
  readonly failure: Failure | null;
  readonly diagnosis: Diagnosis | null;
  /** What was decided about `failure`. */
  readonly decision: Decision | null;
};

/** A wish of another process, left in the store for the one that drives the run. */
export type Signal =
  | { readonly kind: 'pause'; readonly by: string }
  | { readonly kind: 'cancel'; readonly by: string; readonly compensate: boolean }
  | {
      readonly kind: 'answer';
      readonly step: StepId;
      readonly answer: Answer;
      readonly by: string;
      readonly outputs: JsonObject;
    };
export type StoredSignal = { readonly id: number; readonly signal: Signal };

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

export type RunFilter = {
  readonly statuses: readonly RunStatus[] | null;
  readonly workstream: string | null;
  readonly limit: number;
};

/** The log and what is derived from it. */
export interface Store extends AsyncDisposable {
  /**
   * Appends events of one run, numbered on from its last, in one transaction with their projections; appends that
   * arrive together are committed together. Resolves when they are durable. The first `run.created` makes the run.
   */
  append(run: RunId, events: readonly WsEvent[]): Promise<Result<void, AppendError>>;
  /** Events after `afterSeq`, oldest first. */
  events(run: RunId, afterSeq: number): AsyncIterable<RecordedEvent>;
  /** The newest event's number and hash; null where there is no such run. */
  head(run: RunId): Promise<{ readonly seq: number; readonly hash: string } | null>;
  run(id: RunId): Promise<RunRow | null>;
  /** Newest first. */
  runs(filter: RunFilter): Promise<readonly RunRow[]>;
  /** Ids that begin with `prefix`, newest first, at most `limit`. */
  runsLike(prefix: string, limit: number): Promise<readonly RunId[]>;
  steps(run: RunId): Promise<readonly StepRow[]>;
  /** Median duration in milliseconds of each step's successes in earlier runs of a workstream. */
  stepDurations(workstream: string): Promise<ReadonlyMap<StepId, number>>;
  /** Newest first. */
  failures(filter: FailureFilter): Promise<readonly FailureRow[]>;
  /** Of the failures at or after this moment. */
  failureStats(since: Instant): Promise<FailureStats>;
  sendSignal(run: RunId, at: Instant, signal: Signal): Promise<void>;
  signals(run: RunId): Promise<readonly StoredSignal[]>;
  forgetSignals(ids: readonly number[]): Promise<void>;
}

/** Held while a run is driven; the kernel frees it when the holder dies. */
export interface RunLocks {
  /** null where another process holds it; never waits. */
  acquire(run: RunId): Promise<AsyncDisposable | null>;
}
