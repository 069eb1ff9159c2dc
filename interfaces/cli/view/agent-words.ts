/** What is said at the end of a run of what agents answered, and of what they used. */
import { counted } from '../../../core/counted.ts';
import type { RunId } from '../../../core/id.ts';
import { tokensOf, type Usage } from '../../../core/usage.ts';
import type { Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';
import { wrapped } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { spentText, stepName } from '../words.ts';
import type { Labelled } from './labels.ts';

/** How many answers are shown, how many lines of each, and how wide those are where the terminal is wider. */
const SHOWN_STEPS = 5;
const SHOWN_LINES = 8;
const WIDEST = 120;

/** Whether an agent that was to change something changed nothing. */
export const isUnchanged = ({ kind, outputs }: StepView): boolean =>
  kind === 'succeeded' && outputs?.['outcome'] === 'no_change';

/** The answer of an agent; the empty string where the step is none of an agent, or said nothing. */
export const answerOf = ({ outputs }: StepView): string => {
  const result = outputs?.['outcome'] === undefined ? null : outputs['result'];
  return typeof result === 'string' ? result.trim() : '';
};

type Settings = { readonly columns: number; readonly paint: Paint };

/** The answers of agents, each folded to its first lines. */
export const answerLines = (run: RunId, { steps }: Progress, { columns, paint }: Settings): readonly string[] =>
  [...steps.values()]
    .filter((step) => answerOf(step) !== '')
    .slice(0, SHOWN_STEPS)
    .flatMap((step) => {
      const all = wrapped(answerOf(step), Math.min(columns, WIDEST) - 6);
      const left = all.length - SHOWN_LINES;
      const shown = left > 1 ? all.slice(0, SHOWN_LINES) : all;
      return [
        ...['', paint.dim(`  ${stepName(step)} says:`), ...shown.map((line) => `    ${line}`.trimEnd())],
        ...(left > 1 ? [paint.dim(`    and ${counted(left, 'more line')}: ws logs ${run} ${step.id}`)] : []),
      ];
    });

const sumOf = (numbers: readonly (number | null)[]): number | null =>
  numbers.reduce((sum, each) => (each === null ? sum : (sum ?? 0) + each), null);

/** null where a part of it is not known: what is shown is no less than what was spent. */
const costOf = (used: readonly Usage[]): number | null => {
  const known = used.map(({ costMicroUsd }) => costMicroUsd);
  const sum = known.includes(null) ? null : sumOf(known);
  return sum === null ? null : sum / 1e6;
};

/** What all steps together have used of models, attempts that failed included; nothing where nobody said. */
export const usedRows = ({ steps }: Progress): readonly Labelled[] => {
  const used = [...steps.values()].flatMap((step) => step.used);
  const text = spentText({ tokens: sumOf(used.map(tokensOf)), costUsd: costOf(used) });
  return text === null ? [] : [['used', text]];
};
