/** Failures, found by a walk through the logs. */
import type { WsEvent } from '../../event.ts';
import type { FailureRow, Failures } from '../../failures.ts';
import type { RunId } from '../../id.ts';
import { failureRowOf, fixVerdictOf, retriedRunOf } from '../failure-row.ts';
import { failureStatsOf } from '../failure-stats.ts';
import { isStepEvent } from '../projection.ts';
import type { Logs } from './logs.ts';

const failureRows = (events: readonly WsEvent[]): readonly FailureRow[] => {
  const rows: FailureRow[] = [];
  for (const event of events) {
    if (!isStepEvent(event)) continue;
    const helped = fixVerdictOf(event);
    if (helped !== null)
      for (const [at, row] of rows.entries())
        if (row.step === event.step && row.decision === 'fix' && row.helped === null) rows[at] = { ...row, helped };
    const row = failureRowOf(event);
    if (row !== null) rows.push(row);
  }
  return rows;
};

/** The run that took up each run that was taken up. */
const takenUpIn = (logs: Logs): ReadonlyMap<RunId, RunId> =>
  new Map(
    logs.all().flatMap(({ events }) =>
      events.flatMap((event): [RunId, RunId][] => {
        const retried = retriedRunOf(event);
        return retried === null ? [] : [[retried, event.run]];
      }),
    ),
  );

export const memoryFailures = (logs: Logs): Failures => ({
  failures: async ({ run, decisions, since, isOpen, limit }) => {
    const takenUp = takenUpIn(logs);
    return logs
      .all()
      .flatMap(({ events }) => failureRows(events))
      .map((row) => ({ ...row, retriedBy: takenUp.get(row.run) ?? null }))
      .filter((row) => row.at >= since && (run === null || row.run === run))
      .filter((row) => decisions === null || decisions.includes(row.decision))
      .filter((row) => !isOpen || row.retriedBy === null)
      .sort((a, b) => b.at - a.at || b.seq - a.seq)
      .slice(0, limit);
  },

  failureStats: async (since) =>
    failureStatsOf(
      logs
        .all()
        .flatMap((log) => {
          const { workstream } = logs.row(log);
          return failureRows(log.events).map((row) => ({ row, workstream }));
        })
        .filter(({ row }) => row.at >= since),
    ),
});
