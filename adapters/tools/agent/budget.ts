/** Whether an agent may begin with what is left of its budget. */
import type { Failure } from '../../../core/failure.ts';
import type { AgentBudget, Dialect } from './dialect.ts';

type Told = Pick<Dialect, 'title' | 'tells'>;

/** What is known of it where its models are asked through ws. */
export const toldOnWay = ({ title, tells }: Told): Told => ({ title, tells: { cost: tells.cost, tokens: 'while' } });

/** Why a budget cannot be kept with this CLI, as a sentence; null where it can. `isPriced`: what its model costs is known. */
export const unkeepable = (budget: AgentBudget, { title, tells }: Told, isPriced: boolean): string | null => {
  if (budget.costUsd !== null && !tells.cost && (tells.tokens === 'never' || !isPriced)) {
    const instead =
      tells.tokens === 'never'
        ? ''
        : '; a budget of tokens can be kept, or one in dollars where the step names a model whose price is known (prices.yaml)';
    return `${title} does not tell what it costs, so a budget in dollars cannot be kept${instead}`;
  }
  return budget.tokens !== null && tells.tokens === 'never'
    ? `${title} does not tell what it uses, so no budget can be kept`
    : null;
};

/** `left`: what the attempts before left of it. null where it may begin. */
export const refusalOfBudget = (left: AgentBudget, told: Told, isPriced: boolean): Failure | null => {
  const sentence = unkeepable(left, told, isPriced);
  if (sentence !== null) return { code: 'bad-input', pointer: '/with/budget', message: sentence };
  const isSpent = (left.costUsd ?? 1) <= 0 || (left.tokens ?? 1) <= 0;
  return isSpent ? { code: 'budget-exceeded', message: `${told.title} has spent its budget` } : null;
};
