/** The log of events, which everything else is derived from. */
import type { RecordedEvent, WsEvent } from './event.ts';
import type { RunId } from './id.ts';
import type { Result } from './result.ts';

/**
 * Why nothing was appended. `conflict`: another driver wrote first; `full`: no room on the disk; `busy`: another
 * process held the database longer than the store was willing to wait; `broken`: the database cannot be trusted.
 */
export type AppendError =
  | { readonly code: 'conflict'; readonly seq: number }
  | { readonly code: 'full' | 'busy' | 'broken'; readonly message: string };

export interface EventLog {
  /**
   * Appends events of one run, numbered on from its last, in one transaction with their projections; appends that
   * arrive together are committed together. Resolves when they are durable. The first `run.created` makes the run.
   */
  append(run: RunId, events: readonly WsEvent[]): Promise<Result<void, AppendError>>;
  /** Events after `afterSeq`, oldest first. */
  events(run: RunId, afterSeq: number): AsyncIterable<RecordedEvent>;
  /** The newest event's number and hash; null where there is no such run. */
  head(run: RunId): Promise<{ readonly seq: number; readonly hash: string } | null>;
}
