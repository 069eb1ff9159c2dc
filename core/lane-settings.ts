/** What is said of lanes: of one, and of all of a workstream. */

/** Of one: a worktree and a branch of its own. */
export type LaneSettings = {
  /** `step`: its one step is what the author wrote, whose outputs are those of the whole. */
  readonly wraps: 'step' | 'group';
  /** What it says that it changes: lanes in which that may be the same file come one after the other. Empty where it says nothing. */
  readonly files: readonly string[];
  /** Of those with the same, one is open at a time. Not there where it has none. */
  readonly mutex?: string;
};

/** What must hold of lanes merged together before the branch of the run moves. */
export type Gate = {
  readonly script: string;
  /** So many lanes at most are looked at together. */
  readonly batch: number;
  readonly timeoutMs: number;
  /** How often it is asked again where it does not hold. */
  readonly retries: number;
};

/** How the lanes of a run come together. */
export type LaneIntegration = { readonly gate: Gate };

/** How many lanes are open at once, and when what must hold of one is looked at again in the tree that its merge gives. */
export type LanePolicy = {
  /** null: as many as steps. */
  readonly max: number | null;
  /** `overlap`: where a file that it changed was changed around it meanwhile. */
  readonly recheck: 'overlap' | 'always' | 'never';
};
