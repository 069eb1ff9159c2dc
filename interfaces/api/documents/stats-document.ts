/** How runs went, day by day, as a document. */
import type { RunRow } from '../../../core/run-tables.ts';
import { sumUp } from '../../house/cost-of-runs.ts';
import type { Standings } from '../standing.ts';
import { timeText } from './time.ts';

const DAY_MS = 86_400_000;

export type Period = { readonly since: number; readonly now: number; readonly days: number };

type Counted = { readonly run: RunRow; readonly tookMs: number | null; readonly costMicroUsd: number | null };

const medianOf = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
};

const countedOf = async (run: RunRow, standings: Standings): Promise<Counted> => {
  const standing = run.isArchived ? null : await standings.of(run);
  const used = standing === null ? [] : [...standing.progress.steps.values()].flatMap((step) => step.used);
  const took = run.startedAt === null || run.finishedAt === null ? null : run.finishedAt - run.startedAt;
  const tookMs = took === null ? null : Math.max(0, took - (standing?.progress.idleMs ?? 0));
  return { run, tookMs, costMicroUsd: sumUp(used).costMicroUsd };
};

const sumOf = (runs: readonly Counted[]): object => {
  const ended = (status: string): number => runs.filter(({ run }) => run.status === status).length;
  const known = runs.flatMap(({ costMicroUsd }) => costMicroUsd ?? []);
  return {
    ...{ succeeded: ended('succeeded'), failed: ended('failed'), cancelled: ended('cancelled') },
    medianMs: medianOf(runs.flatMap(({ tookMs }) => tookMs ?? [])),
    costMicroUsd: known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0),
  };
};

/** As stats.schema.json has it; a run belongs to the day on which it was made. */
export const statsDocument = async (
  runs: readonly RunRow[],
  { since, now, days }: Period,
  standings: Standings,
): Promise<object> => {
  const counted: Counted[] = [];
  for (const run of runs) counted.push(await countedOf(run, standings));
  const dayOf = ({ run }: Counted): number => Math.floor((run.createdAt - since) / DAY_MS);
  return {
    ...{ from: timeText(since), to: timeText(now) },
    days: Array.from({ length: days }, (_, day) => {
      const own = counted.filter((each) => dayOf(each) === day);
      return { day: timeText(since + day * DAY_MS).slice(0, 10), begun: own.length, ...sumOf(own) };
    }),
    total: { runs: counted.length, ...sumOf(counted) },
  };
};
