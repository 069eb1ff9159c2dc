/** What a workstream may cost: a range, from what earlier runs of its steps have used. */
import { isAgent, LLM } from '../../adapters/tools/descriptions.ts';
import { partsOf } from '../../core/step-path.ts';
import type { Profiles } from '../../core/tool-profile.ts';
import { tokensOf } from '../../core/usage.ts';
import type { Step, Workstream } from '../../core/workstream.ts';
import { sumUp, usageOfRuns, type UsageRow } from './cost-of-runs.ts';
import type { House } from './house.ts';

/** Of several runs what the cheapest and the dearest one used. */
export type Range = { readonly least: number; readonly most: number };

export type StepEstimate = {
  /** Its path in the definition: all items and rounds are one step. */
  readonly step: string;
  /** In how many runs it was done. */
  readonly runs: number;
  /** null where none of them said. */
  readonly tokens: Range | null;
  /** In millionths of a US dollar; null where the cost of one of them is not known. */
  readonly costMicroUsd: Range | null;
};

export type Estimate = {
  readonly steps: readonly StepEstimate[];
  /** The sum over the steps of which it is known; null where it is of none. */
  readonly tokens: Range | null;
  readonly costMicroUsd: Range | null;
  /** Steps that ask models, and of which no earlier run tells what they cost. */
  readonly unknown: readonly string[];
};

/** Runs before that say little of what a step is today. */
const RUNS_READ = 50;

/** The path of a step in its definition: without keys and rounds. */
const writtenPath = (path: string): string =>
  partsOf(path)
    .filter((part) => !part.startsWith('[') && !part.startsWith('#') && !part.startsWith('ws.'))
    .join('/');

/** The paths of the steps of a definition that do something themselves. */
const doersOf = (workstream: Workstream): ReadonlyMap<string, Step> => {
  const found = new Map<string, Step>();
  const visit = (step: Step, path: string): void => {
    const { body } = step;
    if (body === undefined) found.set(path, step);
    else
      for (const inner of body.steps) visit(inner, writtenPath(body.kind === 'group' ? `${path}/${inner.id}` : path));
  };
  for (const step of [...workstream.steps, ...workstream.finally]) visit(step, step.id);
  return found;
};

const asksModels = ({ tool, requires }: Step, profiles: Profiles): boolean => {
  const adapter = profiles.get(tool)?.adapter ?? tool;
  return requires !== undefined || adapter === LLM || isAgent(adapter);
};

const rangeOf = (values: readonly (number | null)[]): Range | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { least: Math.min(...known), most: Math.max(...known) };
};

const sumOfRanges = (ranges: readonly (Range | null)[]): Range | null => {
  const known = ranges.filter((range) => range !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, { least, most }) => ({ least: sum.least + least, most: sum.most + most }));
};

/** What each run used for a step, of those that did it with the tool that does it today. */
const estimateOf = (path: string, step: Step, rows: readonly UsageRow[]): StepEstimate => {
  const own = rows.filter(
    (row) => writtenPath(row.step) === path && (step.requires !== undefined || row.tool === step.tool),
  );
  const sums = [...new Set(own.map(({ run }) => run))].map((run) => sumUp(own.filter((row) => row.run === run)));
  const isPriced = sums.every(({ unpriced }) => unpriced === 0);
  return {
    step: path,
    runs: sums.length,
    tokens: rangeOf(sums.map(tokensOf)),
    costMicroUsd: isPriced ? rangeOf(sums.map(({ costMicroUsd }) => costMicroUsd)) : null,
  };
};

/** Looks at the newest runs of a workstream of that name; a replay spent nothing, and says nothing. */
export const estimateCost = async (
  workstream: Workstream,
  profiles: Profiles,
  house: Pick<House, 'store'>,
): Promise<Estimate> => {
  const runs = await house.store.runs({ statuses: null, workstream: workstream.id, limit: RUNS_READ });
  const rows = await usageOfRuns(runs, false, house);
  const used = new Set(rows.map(({ step }) => writtenPath(step)));
  const asking = [...doersOf(workstream)].filter(([path, step]) => used.has(path) || asksModels(step, profiles));
  const steps = asking.map(([path, step]) => estimateOf(path, step, rows));
  return {
    steps,
    tokens: sumOfRanges(steps.map(({ tokens }) => tokens)),
    costMicroUsd: sumOfRanges(steps.map(({ costMicroUsd }) => costMicroUsd)),
    unknown: steps.filter(({ costMicroUsd }) => costMicroUsd === null).map(({ step }) => step),
  };
};
