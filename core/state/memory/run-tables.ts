/** Runs and steps, derived from the logs. */
import type { WsEvent } from '../../event.ts';
import type { StepId } from '../../id.ts';
import type { Labels } from '../../run.ts';
import type { RunRow, RunTables } from '../../run-tables.ts';
import { durationSampleRuns, medianDurations } from '../durations.ts';
import { failureCauseOf, isWaitAtBreaker } from '../failure-row.ts';
import { detailFields, detailOf, stepRow } from '../projection.ts';
import type { Logs } from './logs.ts';

const hasLabels = (first: WsEvent | undefined, labels: Labels): boolean => {
  const own = first?.type === 'run.created' ? (first.options.labels ?? {}) : {};
  return Object.entries(labels).every(([name, value]) => Object.hasOwn(own, name) && own[name] === value);
};

const holdsText = ({ id, title, workstream }: RunRow, text: string): boolean =>
  id.startsWith(text) || [title, workstream].some((name) => name.toLowerCase().includes(text.toLowerCase()));

export const memoryRunTables = (logs: Logs): RunTables => ({
  run: async (id) => {
    const log = logs.get(id);
    return log === undefined ? null : logs.row(log);
  },

  runs: async ({ statuses, workstream, limit, labels = {}, before, text, since }) => {
    const rows: RunRow[] = [];
    const all = logs.all();
    const end = before === undefined ? all.length : all.findIndex((log) => logs.row(log).id === before);
    for (const log of all.slice(0, Math.max(0, end)).toReversed()) {
      if (rows.length >= limit) break;
      const row = logs.row(log);
      if (statuses !== null && !statuses.includes(row.status)) continue;
      if (workstream !== null && row.workstream !== workstream) continue;
      if (!hasLabels(log.events[0], labels)) continue;
      if (text !== undefined && !holdsText(row, text)) continue;
      if (since !== undefined && row.createdAt < since) continue;
      rows.push(row);
    }
    return rows;
  },

  runsLike: async (prefix, limit) =>
    logs
      .ids()
      .toReversed()
      .filter((id) => id.startsWith(prefix))
      .slice(0, limit),

  unknownOf: async (ids) => {
    const known = new Set<string>(logs.ids());
    return ids.filter((id) => !known.has(id));
  },

  steps: async (run) => {
    const log = logs.get(run);
    if (log === undefined) return [];
    logs.project(log);
    const rows = [...log.steps.values()].map((row) => {
      const event = row.detailSeq === null ? undefined : log.events[row.detailSeq - 1];
      return stepRow(row, detailOf(row, event === undefined ? null : detailFields(event)));
    });
    return rows.sort((a, b) => (a.step < b.step ? -1 : 1));
  },

  breakerWaits: async (run) => {
    const waits = new Map<StepId, number>();
    for (const event of logs.get(run)?.events ?? []) {
      const cause = 'step' in event ? failureCauseOf(event) : null;
      if ('step' in event && cause !== null && isWaitAtBreaker(cause))
        waits.set(event.step, (waits.get(event.step) ?? 0) + 1);
    }
    return waits;
  },

  stepDurations: async (workstream) => {
    const samples: { step: StepId; durationMs: number }[] = [];
    let asked = 0;
    for (const log of logs.all().toReversed()) {
      if (asked === durationSampleRuns) break;
      if (logs.row(log).workstream !== workstream) continue;
      asked++;
      for (const { step, status, startedAt, finishedAt } of log.steps.values())
        if (status === 'succeeded' && startedAt !== null && finishedAt !== null)
          samples.push({ step, durationMs: finishedAt - startedAt });
    }
    return medianDurations(samples);
  },
});
