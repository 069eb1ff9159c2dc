/** Whether the budgets of a workstream can be kept with the tools that its steps name. */
import { unkeepable } from '../../adapters/tools/agent/budget.ts';
import { DIALECTS } from '../../adapters/tools/agent/dialects.ts';
import { priceOf } from '../../core/price.ts';
import { stepsWithin } from '../../core/steps-within.ts';
import type { Alternative, Budget, Step, Workstream } from '../../core/workstream.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';
import type { HouseTools } from './tools/house-tools.ts';

type Held = { readonly of: string; readonly budget: Pick<Budget, 'costMicroUsd' | 'tokens'> };

/** A step that requires is not looked at: who does it is chosen later, and what then cannot be kept ends it. */
const sentenceOf = ({ tool, with: given }: Alternative, { of, budget }: Held, tools: HouseTools): string | null => {
  const profile = tools.profiles.get(tool);
  const dialect = DIALECTS.find(({ id }) => id === profile?.adapter);
  if (dialect === undefined) return null;
  const model = { ...profile?.settings, ...given }['model'] ?? null;
  const isPriced = priceOf(tools.prices, typeof model === 'string' ? model : null) !== null;
  const costUsd = budget.costMicroUsd === null ? null : budget.costMicroUsd / 1e6;
  const why = unkeepable({ costUsd, tokens: budget.tokens }, dialect, isPriced);
  return why === null ? null : `the budget of ${of}: ${why}`;
};

const waysOf = (step: Step): readonly Alternative[] => [step, ...step.fallback];

/** Refused where a step names a tool with which a budget that holds for it cannot be kept. */
export const refusalOfBudgets = (
  workstream: Pick<Workstream, 'steps' | 'budget'>,
  day: Held['budget'] | null,
  tools: HouseTools,
): Refusal | null => {
  for (const step of stepsWithin(workstream.steps)) {
    const held: readonly Held[] = [
      ...(step.budget === undefined ? [] : [{ of: `the step ${step.id}`, budget: step.budget }]),
      ...(workstream.budget === undefined ? [] : [{ of: 'the workstream', budget: workstream.budget }]),
      ...(day === null ? [] : [{ of: 'the day', budget: day }]),
    ];
    for (const way of waysOf(step))
      for (const each of held) {
        const sentence = sentenceOf(way, each, tools);
        if (sentence !== null)
          return invalid(
            `step ${step.id} by ${way.tool}: ${sentence}`,
            'Set a budget of tokens: budget: { tokens: 200000 }',
          );
      }
  }
  return null;
};
