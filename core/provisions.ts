import type { Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { Preparation } from './workstream.ts';

/** What steps need in a worktree and git ignores: what is brought in, what a setup made, what steps leave. */
export interface Provisions {
  /**
   * Links and copies what the checkout has. No path may lead out of either; what git tracks is refused; what is there
   * already stays. What was brought in is in no checkpoint.
   */
  bringIn(wanted: Pick<Preparation, 'link' | 'copy'>): Promise<Result<void, Failure>>;
  /** Whether the worktree was set up by this script, with lock files as they are now. */
  isSetUp(script: string): Promise<boolean>;
  /** Remembers that it was; null: that it is under way. */
  noteSetUp(script: string | null): Promise<void>;
}
