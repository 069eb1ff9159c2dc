/** What came of rebuilding a state, run by run. */

/** `events`: how many are kept. `reason` says what is lost, and is null for a run that is whole. */
export type RepairedRun = {
  readonly run: string;
  readonly events: number;
  readonly outcome: 'whole' | 'damaged' | 'lost';
  readonly reason: string | null;
};

/** `kept`: where what was there lies now; null where nothing was. */
export type Repaired = { readonly kept: string | null; readonly runs: readonly RepairedRun[] };
