/** `ws cost`: what runs have used of models. */
import { groupUsage, sumUp, usageOfRuns, type CostKey, type CostSum } from '../../house/cost-of-runs.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { meantRun, withHouse } from '../with-house.ts';
import { dollars } from '../../../core/dollars.ts';

export type CostArgs = {
  /** null: all runs. */
  readonly run: string | null;
  readonly by: CostKey;
  readonly csv: boolean;
};

const numberText = (value: number | null): string => (value === null ? '?' : value.toLocaleString('en-US'));

/** An unknown price is none of 0: where a part has one, it says so. */
const costText = ({ costMicroUsd, unpriced }: CostSum): string => {
  if (costMicroUsd === null) return unpriced === 0 ? '-' : 'unknown';
  return unpriced === 0 ? dollars(costMicroUsd) : `${dollars(costMicroUsd)} and more`;
};

const cellsOf = (key: string, sum: CostSum): readonly string[] => [
  ...[plainLine(key), numberText(sum.attempts), numberText(sum.input), numberText(sum.cached)],
  ...[numberText(sum.output), costText(sum)],
];

const CSV_COLUMNS = [
  'attempts',
  'calls',
  'input',
  'cached',
  'output',
  'reasoning',
  'costMicroUsd',
  'unpriced',
] as const;

/** Begins with no character by which a spreadsheet knows a formula. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const csvLine = (key: string, sum: CostSum): string =>
  [csvCell(key), ...CSV_COLUMNS.map((column) => String(sum[column] ?? ''))].join(',');

/** Prints a table, CSV with `csv`, or a document with `--json`. */
export const cost: Command<CostArgs> = (session, { run: given, by, csv }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const meant = given === null ? null : await meantRun(session, house, given);
    if (typeof meant === 'number') return meant;
    const all = { statuses: null, workstream: null, limit: Number.MAX_SAFE_INTEGER };
    const runs = meant === null ? await house.store.runs(all) : [meant];
    const rows = await usageOfRuns(runs, meant !== null, house);
    const groups = groupUsage(rows, by);
    const total = sumUp(rows);
    if (session.json) screen.line(JSON.stringify({ by, groups, total }));
    else if (csv) {
      screen.line([by, ...CSV_COLUMNS].join(','));
      for (const { key, ...sum } of groups) screen.line(csvLine(key, sum));
    } else if (rows.length === 0) screen.note('nothing that was told has used a model');
    else {
      const lines = [...groups.map(({ key, ...sum }) => cellsOf(key, sum)), cellsOf('total', total)];
      for (const line of tableLines([by, 'attempts', 'in', 'cached', 'out', 'cost'], lines, {
        columns: screen.columns,
        column: null,
      }))
        screen.line(line);
    }
    return exitCode.ok;
  });
