/** How often a failure is forgiven, and how long is waited in between. */
import type { DiagnosisCode } from './failure.ts';

export type Backoff = {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** A fraction: 0.25 spreads a wait by ±25 %. */
  readonly jitter: number;
};

/** `limit` counts the failures that are forgiven: 2 allows three tries. */
export type Retry = {
  readonly limit: number;
  /** Only failures with these codes are forgiven; null where all are that another try may help. */
  readonly on: readonly DiagnosisCode[] | null;
  /** How often the same failure may come before retrying is given up early; null: as the settings say. */
  readonly repeats: number | null;
  /** What a coding CLI is tried with after its own model, in this order; not there where nothing is said. */
  readonly models?: readonly string[];
  readonly backoff: Backoff;
};
