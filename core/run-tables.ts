/** Runs and steps as tables show them, without reading a log. */
import type { Wait } from './attempt.ts';
import type { Decision } from './policy.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Failure } from './failure.ts';
import type { Instant, RunId, StepId } from './id.ts';
import type { JsonObject } from './json.ts';
import type { Labels, RunStatus, StepKind } from './run.ts';

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
  /** When it was thrown away; null where it was not, or was brought back. */
  readonly discardedAt: Instant | null;
  /** Whether its events are in an archive, and no longer in the store. */
  readonly isArchived: boolean;
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
  /** What it asks of a person while it waits, and the `seq` of the event that asks. */
  readonly question: (Wait & { readonly seq: number }) | null;
};

export type RunFilter = {
  readonly statuses: readonly RunStatus[] | null;
  readonly workstream: string | null;
  readonly limit: number;
  /** Only runs that have all of these; not there where they do not matter. Archived runs are found by none. */
  readonly labels?: Labels;
  /** Only runs that were made before this one; of a run that there is not, none. */
  readonly before?: RunId;
  /** Only runs whose id begins with it, or whose title or workstream holds it, in whatever case. */
  readonly text?: string;
  /** Only runs that were made at this moment or later. */
  readonly since?: Instant;
};

export interface RunTables {
  run(id: RunId): Promise<RunRow | null>;
  /** Newest first. */
  runs(filter: RunFilter): Promise<readonly RunRow[]>;
  /** Ids that begin with `prefix`, newest first, at most `limit`. */
  runsLike(prefix: string, limit: number): Promise<readonly RunId[]>;
  /** Those of the ids that no run has. Cheap, however many there are. */
  unknownOf(ids: readonly string[]): Promise<readonly string[]>;
  steps(run: RunId): Promise<readonly StepRow[]>;
  /** How many attempts of each step were none, because a breaker let nobody through; without those that never waited. */
  breakerWaits(run: RunId): Promise<ReadonlyMap<StepId, number>>;
  /** Median duration in milliseconds of each step's successes in earlier runs of a workstream. */
  stepDurations(workstream: string): Promise<ReadonlyMap<StepId, number>>;
}
