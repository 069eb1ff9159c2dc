/** What became of one thing that a run left behind, and why. */
import type { Failure } from '../../../core/failure.ts';

export type KeepReason =
  | 'unfinished'
  | 'recent'
  | 'driven'
  | 'not-ours'
  | 'dirty'
  | 'ignored-files'
  | 'head-moved'
  | 'inner-repository'
  | 'unmerged'
  | 'discarded'
  | 'nothing-there'
  | 'git-refused';

/** `removed` in a dry run: would be. `detail` is for people, and empty where there is nothing to add. */
export type Part =
  | { readonly outcome: 'removed'; readonly detail: string }
  | { readonly outcome: 'kept'; readonly reason: KeepReason; readonly detail: string };

export const removed = (detail = ''): Part => ({ outcome: 'removed', detail });

export const kept = (reason: KeepReason, detail = ''): Part => ({ outcome: 'kept', reason, detail });

/** Kept, because git would not. */
export const refused = (failure: Failure): Part => kept('git-refused', failure.message);
