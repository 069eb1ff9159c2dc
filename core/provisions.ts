import type { Failure } from './failure.ts';
import type { StepId } from './id.ts';
import type { Result } from './result.ts';
import type { Preparation } from './preparation.ts';

/** Why a step is refreshed: its worktree is another, what it left is not there, or a refresh was cut short. */
export type RefreshReason = 'new-worktree' | 'missing' | 'interrupted';

/** What steps need in a worktree and git ignores: what is brought in, what a setup made, what steps leave. */
export interface Provisions {
  /**
   * Links and copies what the checkout has. No path may lead out of either; what git tracks is refused; what is there
   * already stays. What was brought in is in no checkpoint.
   */
  bringIn(wanted: Pick<Preparation, 'link' | 'copy'>): Promise<Result<void, Failure>>;
  /** A file that has git ignore what was brought in, and what the person has ignored everywhere; null where nothing was. */
  excludes(): string | null;
  /**
   * Why the worktree is to be set up by this script, as words that follow "because"; null where it was, with lock files as
   * they are now.
   */
  whySetUp(script: string): Promise<string | null>;
  /** Remembers that it was; null: that it is under way. */
  noteSetUp(script: string | null): Promise<void>;
  /**
   * Those of the paths that a step leaves (`*` and `?` as in `leaves`) at which there is nothing that git ignores, or less
   * than when the step ended. A link that leads nowhere is nothing.
   */
  lacks(step: StepId, paths: readonly string[]): Promise<Result<readonly string[], Failure>>;
  /** Remembers what there is of such paths now that the step has ended, and tells of those at which nothing is. */
  noteLeft(step: StepId, paths: readonly string[]): Promise<Result<void, Failure>>;
  /** Remembers that a setup begins, or has come to an end; gives how many before it, in a row, began and came to none. */
  countSetUp(isBeginning: boolean): Promise<number>;
  /** Remembers, where the worktree is, that a refresh of a step is under way, or no longer. */
  noteRefresh(step: StepId, isUnderWay: boolean): Promise<void>;
  /** Whether a refresh of a step began and did not come to its end. */
  isRefreshing(step: StepId): Promise<boolean>;
}
