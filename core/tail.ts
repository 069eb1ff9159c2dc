/** The events of all runs in one order, for those who follow what happens. */
import type { RecordedEvent } from './event.ts';

/** `position` grows over all runs in the order in which events became durable; it may have gaps. */
export type TailedEvent = { readonly position: number; readonly event: RecordedEvent };

/** Reads beside the writers: neither waits for the other. A position that was read is a cursor that holds for good. */
export interface Tail extends AsyncDisposable {
  /** The position of the newest event; 0 where there is none. */
  newest(): Promise<number>;
  /** The next events after a position, oldest first, some hundred at most; empty at the end. */
  after(position: number): Promise<readonly TailedEvent[]>;
  /** Yields at once, and again whenever there may be more to read, until `ended` aborts. Waiting costs nothing. */
  changes(ended: AbortSignal): AsyncIterable<void>;
}
