/** What an expression may know of its run. */
export type RunFacts = {
  readonly id: string;
  readonly branch: string;
  readonly base: string;
  /** When it was made, in UTC: 2026-05-05T12:00:00.000Z. */
  readonly startedAt: string;
  /** The id of the workstream that was run, also where another one is used. */
  readonly workstream: string;
};
