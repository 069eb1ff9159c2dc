/** What a step says that it takes of pools. */

/** Held by one at a time, across runs; `strict`: nobody goes before one that waits for it. */
export type Mutex = { readonly name: string; readonly strict: boolean };

/** What it holds while an attempt at it is under way. */
export type StepClaims = {
  /** So much of each pool. Not there where it wants of none. */
  readonly resources?: Readonly<Record<string, number>>;
  /** Not there where it has none. */
  readonly mutex?: Mutex;
};
