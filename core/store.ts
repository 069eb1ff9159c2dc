/** Where everything is kept that must outlive a process; who needs one duty of it takes that. */
import type { DomainEvents } from './domain-event.ts';
import type { EventLog } from './event-log.ts';
import type { Failures } from './failures.ts';
import type { RunId } from './id.ts';
import type { RunMarks } from './run-marks.ts';
import type { RunTables } from './run-tables.ts';
import type { Signals } from './signals.ts';

export interface Store extends EventLog, RunTables, RunMarks, Signals, Failures, DomainEvents, AsyncDisposable {}

/** Held while a run is driven; the kernel frees it when the holder dies. */
export interface RunLock extends AsyncDisposable {
  /** Whether nobody else can have it. What was removed of it behind its holder is put back. */
  isHeld(): boolean;
  /** Aborts when that was found to be no longer so. */
  readonly lost: AbortSignal;
}

export interface RunLocks {
  /** null where another process holds it; never waits. */
  acquire(run: RunId): Promise<RunLock | null>;
}
