/** What runs have used of models: the usage that their logs hold, summed up by what somebody asks. */
import type { RunRow } from '../../core/run-tables.ts';
import type { Usage } from '../../core/usage.ts';
import type { House } from './house.ts';

export const COST_KEYS = ['run', 'step', 'tool', 'agent', 'provider', 'model', 'day'] as const;
export type CostKey = (typeof COST_KEYS)[number];

/** What one attempt used. */
export type UsageRow = Usage & {
  readonly run: string;
  readonly step: string;
  readonly attempt: number | null;
  readonly at: number;
};

/** The sum of some. A number is null where none of them said it. */
export type CostSum = {
  readonly attempts: number;
  readonly calls: number;
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly reasoning: number | null;
  /** Of those whose cost is known. */
  readonly costMicroUsd: number | null;
  /** How many attempts there are whose cost nobody knows. */
  readonly unpriced: number;
};

export type CostGroup = CostSum & { readonly key: string };

/** What a run used, each event once: a session that went on over attempts or drivers is counted once. */
const usageOfRun = async (
  id: RunRow['id'],
  isReplayCounted: boolean,
  { store }: Pick<House, 'store'>,
): Promise<readonly UsageRow[]> => {
  const rows: UsageRow[] = [];
  for await (const event of store.events(id, 0)) {
    if (event.type === 'run.created' && event.options.tape?.kind === 'replay' && !isReplayCounted) return [];
    if (event.type === 'step.used')
      rows.push({ ...event.usage, run: id, step: event.step, attempt: event.attempt, at: event.at });
  }
  return rows;
};

/** `isReplayCounted`: what a replay tells was spent when it was recorded, and counts only where somebody asks for just that. */
export const usageOfRuns = async (
  runs: readonly Pick<RunRow, 'id'>[],
  isReplayCounted: boolean,
  house: Pick<House, 'store'>,
): Promise<readonly UsageRow[]> => {
  const rows: UsageRow[] = [];
  for (const { id } of runs) rows.push(...(await usageOfRun(id, isReplayCounted, house)));
  return rows;
};

/** null where nobody knows it. */
const keyOf = (row: UsageRow, by: CostKey): string | null => {
  if (by === 'day') return new Date(row.at).toISOString().slice(0, 10);
  return by === 'agent' ? (row.agent ?? row.tool) : row[by];
};

const sumOf = (rows: readonly Usage[], of: keyof Usage): number | null => {
  const known = rows.map((row) => row[of]).filter((value) => typeof value === 'number');
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

/** Sums rows up. */
export const sumUp = (rows: readonly Usage[]): CostSum => ({
  attempts: rows.length,
  calls: sumOf(rows, 'calls') ?? 0,
  ...{ input: sumOf(rows, 'input'), output: sumOf(rows, 'output') },
  ...{ cached: sumOf(rows, 'cached'), reasoning: sumOf(rows, 'reasoning') },
  costMicroUsd: sumOf(rows, 'costMicroUsd'),
  unpriced: rows.filter(({ costMicroUsd }) => costMicroUsd === null).length,
});

/** A sum for each value of the key, in the order in which they first come. */
export const groupUsage = (rows: readonly UsageRow[], by: CostKey): readonly CostGroup[] => {
  const groups = new Map<string, UsageRow[]>();
  for (const row of rows) {
    const key = keyOf(row, by) ?? 'unknown';
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, group]) => ({ key, ...sumUp(group) }));
};
