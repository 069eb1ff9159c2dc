/** What is made of runs that are over: merged, collected, checked, passed on. */
import type { RunId } from '../../core/id.ts';

export type MergeEnd = { readonly commit: string; readonly into: string; readonly files: number };

export type CollectPolicy = {
  /** Runs that finished less than this ago are kept. */
  readonly olderThanMs: number;
  /** Of those, the newest so many are kept. */
  readonly keep: number;
  /** Says what would be done and does nothing. */
  readonly dryRun: boolean;
};
/** What became of one run's worktree and branch, and why. */
export type Collected = { readonly run: RunId; readonly removed: boolean; readonly reason: string };

/** An archive that was written. `left`: files that had no room in it. */
export type DiagnosticsEnd = {
  readonly path: string;
  readonly files: readonly string[];
  readonly left: readonly string[];
};
