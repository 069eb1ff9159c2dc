import type { Attempt } from './attempt.ts';
import type { Usage } from './usage.ts';

/** What was spent; of unknown costs nothing is in it. */
export type Spent = { readonly costMicroUsd: number; readonly tokens: number };

/** Holds nothing and keeps nothing: of a replay, which spends nothing. */
export const NO_DAY: DayLedger = {
  budget: null,
  spent: () => ({ costMicroUsd: 0, tokens: 0 }),
  note: () => undefined,
};

/** What all runs of this machine have spent today. */
export interface DayLedger {
  /** null where there is no limit. */
  readonly budget: { readonly costMicroUsd: number | null; readonly tokens: number | null } | null;
  /** By whichever process, those that are gone included. */
  spent(): Spent;
  /** What an attempt has used so far: the last word counts. Best effort: what cannot be written down is counted less. */
  note(attempt: Attempt, used: Usage): void;
}
