/** What the failures of a while have in common, as a document. */
import type { FailureStats } from '../../core/failure-stats.ts';

/** null of nothing. */
const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The document of `ws stats errors --json`; rates are from 0 to 1, null of nothing. */
export const statsDocument = (stats: FailureStats, since: number, signatureTtlMs: number, now: number): object => {
  const { failures, understood, fixes, helped, pending, steps, escalatedSteps, repeats } = stats;
  return {
    since,
    ...stats,
    matchRate: rate(understood, failures),
    fixRate: rate(helped, fixes - pending),
    escalationRate: rate(escalatedSteps, steps),
    signatureTtlMs,
    // Whether a policy that meets it now still counts the last time.
    repeats: repeats.map((repeat) => ({ ...repeat, isFresh: now - repeat.lastAt < signatureTtlMs })),
  };
};
