/** The store that forgets: everything in memory, everything that can wait derived when it is asked for. */
import type { Store } from '../../store.ts';
import type { Digest } from '../../system.ts';
import type { Tail } from '../../tail.ts';
import { memoryDomainEvents } from './domain-events.ts';
import { memoryEventLog } from './event-log.ts';
import { memoryFailures } from './failures.ts';
import { Logs } from './logs.ts';
import { memoryMarks } from './marks.ts';
import { memoryRunTables } from './run-tables.ts';
import { memorySignals } from './signals.ts';
import { memoryTail } from './tail.ts';

export interface MemoryStore extends Store {
  openTail(): Tail;
}

/** A store that lives as long as the process; as fast as a store can be, and durable for nobody. */
export const openMemoryStore = (digest: Digest): MemoryStore => {
  const logs = new Logs(digest);
  return {
    ...memoryEventLog(logs),
    ...memoryRunTables(logs),
    ...memoryMarks(logs),
    ...memorySignals((run) => logs.get(run) !== undefined),
    ...memoryFailures(logs),
    ...memoryDomainEvents(logs),
    openTail: () => memoryTail(logs),
    [Symbol.asyncDispose]: async () => logs.clear(),
  };
};
