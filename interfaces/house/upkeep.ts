/** What is made of runs that are over: merged, collected, checked, passed on. */
import type { Merged } from '../../adapters/git/checkout/merge.ts';

/** `nothing-to-do`: the branch holds already what the run changed. `files`: how many changed. */
export type MergeEnd = {
  readonly kind: Merged['kind'];
  readonly commit: string;
  readonly into: string;
  readonly files: number;
};

/** A merge that was taken back: `commit` is where the branch stands again. */
export type MergeUndone = Pick<MergeEnd, 'commit' | 'into' | 'files'>;

export type CollectPolicy = {
  /** Runs that finished less than this ago are kept. */
  readonly olderThanMs: number;
  /** Of those, the newest so many are kept. */
  readonly keep: number;
  /** Ignored files of runs that were over longer ago go with their worktree; null: as it is configured. */
  readonly ignoredMs: number | null;
  /** Says what would be done and does nothing. */
  readonly dryRun: boolean;
};

/** What became of the worktree and the branch of one run; or of what is there of a run that the state does not know. */
export type { Collected } from '../../adapters/git/gc/collect.ts';

/** An archive that was written. `left`: files that had no room in it. */
export type DiagnosticsEnd = {
  readonly path: string;
  readonly files: readonly string[];
  readonly left: readonly string[];
};
