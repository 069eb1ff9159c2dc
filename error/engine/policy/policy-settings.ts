/** What people set for the policy of failures, and what holds where they set nothing. */
import type { Severities } from '../verdict/severity.ts';

export type PolicySettings = {
  /** How often the same failure may come before retrying is given up early, where the step does not say. */
  readonly repeats: number;
  /** A failure longer ago than that is no sign that retrying leads nowhere. */
  readonly signatureTtlMs: number;
  readonly severities: Severities;
  /** A wait that is longer keeps nobody: the step is parked. */
  readonly foregroundMs: number;
};

export const DEFAULT_POLICY_SETTINGS: PolicySettings = Object.freeze({
  repeats: 3,
  signatureTtlMs: 86_400_000,
  severities: {},
  foregroundMs: 600_000,
});
