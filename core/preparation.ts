/** What a worktree needs that git ignores. */

/** What brings the worktree of a run into the state that its steps rely on, before any of them. Paths are relative to its top. */
export type Preparation = {
  /** Linked to what the checkout has there. */
  readonly link: readonly string[];
  /** Copied from the checkout. */
  readonly copy: readonly string[];
  /** A shell script, run once in each worktree for each state of the lock files; null where there is none. */
  readonly setup: string | null;
  /** Ignored paths that stay when the worktree of a lane becomes that of the next. Left out where there are none. */
  readonly keep?: readonly string[];
};
