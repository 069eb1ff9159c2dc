/** What the failures of a while have in common: how many were understood, mended, escalated, and which came back. */
import type { DiagnosisCode } from './failure.ts';
import type { Instant, StepId } from './id.ts';

export type FailureCounts = {
  readonly failures: number;
  /** Decided to be beyond help. */
  readonly escalated: number;
  /** Fixes that were decided on, and those of them that helped. */
  readonly fixes: number;
  readonly helped: number;
};

/** One failure that came more than once. */
export type Repeat = {
  readonly signature: string;
  readonly count: number;
  readonly runs: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Of the last time. */
  readonly message: string;
};

/** Groups stand with the most failures first; of steps and repeats there are only the {@link MOST_SHOWN} first. */
export type FailureStats = FailureCounts & {
  /** For which a plugin speaks, or whose code says more than that a tool ended badly. */
  readonly understood: number;
  /** Fixes of which it is not known yet whether they helped. */
  readonly pending: number;
  /** How many runs had failures. */
  readonly runs: number;
  /** How many steps of runs failed, and how many of them for good. */
  readonly steps: number;
  readonly escalatedSteps: number;
  readonly byCode: readonly (FailureCounts & { readonly code: DiagnosisCode })[];
  /** null: no plugin spoke. */
  readonly byPlugin: readonly (FailureCounts & { readonly plugin: string | null })[];
  readonly byStep: readonly (FailureCounts & { readonly workstream: string; readonly step: StepId })[];
  readonly repeats: readonly Repeat[];
};

/** How many steps and repeats are named. */
export const MOST_SHOWN: number = 20;

/** Codes that only say how a tool ended. */
export const UNSPECIFIC: readonly DiagnosisCode[] = ['tool-exit', 'tool-signal'];
