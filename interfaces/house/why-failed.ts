/** Why a run failed beyond the steps that did: what steps that only read have written, or outputs that cannot be given. */
import type { RunEvent } from '../../core/event.ts';
import type { EventLog } from '../../core/event-log.ts';
import type { FailureRow } from '../../core/failures.ts';
import { instant } from '../../core/id.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { Store } from '../../core/store.ts';

type RunFailed = RunEvent & { readonly type: 'run.failed' };

/** In words; null where the failed steps say all. */
export const whyOf = ({ failed, message }: RunFailed): string | null => {
  if (failed.length === 0) return message;
  const end = message.indexOf('; ');
  return end === -1 ? null : message.slice(end + 2);
};

/** The same, of a run in the tables: its last event says it. */
export const whyFailed = async (store: Pick<EventLog, 'events'>, run: RunRow): Promise<string | null> => {
  if (run.status !== 'failed' || run.isArchived) return null;
  for await (const event of store.events(run.id, run.seq - 1)) if (event.type === 'run.failed') return whyOf(event);
  return null;
};

const MOST = 1_000;
const CODE = 'read-only-violated';

type Kept = { readonly store: Pick<Store, 'events' | 'runs'> };

/** The runs among those that others have taken up. */
const takenUp = async ({ store }: Kept, since: number): Promise<ReadonlyMap<string, RunRow['id']>> => {
  const found = new Map<string, RunRow['id']>();
  for (const { id, createdAt, isArchived } of await store.runs({ statuses: null, workstream: null, limit: MOST })) {
    if (createdAt < since || isArchived) continue;
    for await (const event of store.events(id, 0)) {
      if (event.type === 'run.created' && event.options.inherits !== null) found.set(event.options.inherits.run, id);
      break;
    }
  }
  return found;
};

/** Who was at work with `access: read` when something was written, of runs that failed for it, as rows of the list of failures. */
export const violations = async (house: Kept): Promise<readonly FailureRow[]> => {
  const { store } = house;
  const rows: FailureRow[] = [];
  let oldest = Number.POSITIVE_INFINITY;
  for (const run of await store.runs({ statuses: ['failed'], workstream: null, limit: MOST })) {
    const why = await whyFailed(store, run);
    if (why === null || !why.startsWith(CODE)) continue;
    oldest = Math.min(oldest, run.createdAt);
    const readers = new Set<FailureRow['step']>();
    for await (const event of store.events(run.id, 0))
      if (event.type === 'run.tidied') for (const reader of event.readers) readers.add(reader);
    const told = { code: CODE, severity: 'error', plugin: null, signature: CODE, message: why, issues: 0 } as const;
    const decided = { decision: 'escalate', reason: 'readViolations is fail', helped: null, retriedBy: null } as const;
    for (const step of readers)
      rows.push({
        ...{ run: run.id, seq: run.seq, step, attempt: null, at: run.finishedAt ?? instant(run.createdAt) },
        ...{ ...told, ...decided },
      });
  }
  if (rows.length === 0) return rows;
  const taken = await takenUp(house, oldest);
  return rows.map((row) => ({ ...row, retriedBy: taken.get(row.run) ?? null }));
};
