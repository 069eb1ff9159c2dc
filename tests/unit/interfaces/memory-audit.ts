/** The audit of a store that forgets: it keeps no rows beside its logs, so what they say is what is stored. */
import { runId } from '../../../core/id.ts';
import { nextEntry, type LedgerEntry } from '../../../core/state/ledger.ts';
import { LogRows } from '../../../core/state/log-rows.ts';
import { isRunDone } from '../../../core/state/machine.ts';
import type { StoredRow } from '../../../core/state/stored-rows.ts';
import type { Audit } from '../../../core/state/verify-state.ts';
import type { Store } from '../../../core/store.ts';
import { sha256 } from '../../rig/step.ts';

const columns = (row: object): StoredRow =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, unknown] => [
      name,
      typeof value === 'boolean' ? Number(value) : value,
    ]),
  );

/** Rows are those of `store`, events what `told` tells. */
export const memoryAudit = async (store: Store, told: Store): Promise<Audit> => {
  const newestFirst = await store.runs({ statuses: null, workstream: null, limit: Number.MAX_SAFE_INTEGER });
  const runs = newestFirst.map(({ id }) => id).toReversed();
  const logs = new Map<string, LogRows>();
  const takenUp = new Map<string, string>();
  for (const run of runs) {
    const rows = new LogRows();
    for await (const event of store.events(run, 0)) {
      rows.apply(event);
      if (event.type === 'run.created' && event.options.inherits !== null) takenUp.set(event.options.inherits.run, run);
    }
    logs.set(run, rows);
  }
  const ledger: LedgerEntry[] = [];
  for (const [place, run] of runs.entries()) {
    const head = logs.get(run)?.first?.hash ?? '';
    ledger.push(nextEntry(sha256, ledger.at(-1) ?? null, { kind: 'created', run, seq: place + 1, head }));
  }
  for (const run of runs) {
    const rows = logs.get(run);
    if (rows?.run && rows.head && isRunDone(rows.run.status))
      ledger.push(
        nextEntry(sha256, ledger.at(-1) ?? null, { kind: 'ended', run, seq: rows.head.seq, head: rows.head.hash }),
      );
  }
  return {
    runs: () => runs,
    events: (run) => told.events(runId(run), 0),
    copiedBehind: () => 0,
    rows: (run) => {
      const rows = logs.get(run);
      const number = runs.findIndex((id) => id === run) + 1;
      const retriedBy = takenUp.get(run) ?? null;
      return {
        run: rows?.run ? columns({ ...rows.run, number }) : null,
        steps: [...(rows?.steps.values() ?? [])].map(columns),
        failures: (rows?.failures ?? []).map((row) => columns({ ...row, retriedBy })),
      };
    },
    takenUp: () => takenUp,
    ledger: () => ledger,
    problems: () => [],
    [Symbol.dispose]: () => undefined,
  };
};
