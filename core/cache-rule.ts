/** What a step says of the cache. */

/** What is kept of what it does, and known by. */
export type CacheRule = {
  /** The files that it reads, those that git ignores too; null: all that git does not ignore. */
  readonly inputs: readonly string[] | null;
  readonly env: readonly string[];
  /** What it makes that git ignores. */
  readonly outputs: readonly string[];
  /** Programs whose versions count. */
  readonly tools: readonly string[];
  readonly key: string | null;
  readonly ttlMs: number | null;
  /** Whether the step itself says so, and not `defaults`: what agents do is not kept else. */
  readonly isOwn: boolean;
};

/** Whether it may be done again from what was kept. */
export type StepCaching = {
  /** Not there where nothing is kept. */
  readonly cache?: CacheRule;
};
