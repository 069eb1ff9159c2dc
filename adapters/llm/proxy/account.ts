/** What an attempt has spent at the doors, and what calls under way will. */
import { NO_TOKENS, type TokenCount } from '../../../core/token-count.ts';
import type { PassBudget, PassTerms, PassUse } from '../../../core/model-proxy.ts';
import { dollars } from '../../../core/dollars.ts';
import { costOf } from '../../../core/price.ts';
import { addTokens } from '../token-sums.ts';

/** One call, from its request to the last byte of its answer. */
export type Entry = {
  /** Why its answer is to be cut now: so much was written that nothing is left. null: go on. */
  readonly grow: (output: number) => string | null;
  /** How it ended. A second word is not heard. */
  readonly settle: (tokens: TokenCount, how: { readonly isEstimated: boolean }) => void;
};

export type Account = {
  /**
   * Sets aside what a call's question will cost, or says why it may not be asked. In one step, so that calls side by side cannot pass
   * together. The answer is not set aside, for CLIs ask for more than they ever use: it is cut when it grows too long.
   */
  readonly open: (model: string | null, input: number) => Entry | string;
  readonly used: () => PassUse;
};

/** Makes the account of one attempt. */
export const createAccount = ({
  budget,
  priceOf,
  unpriced,
}: Pick<PassTerms, 'budget' | 'priceOf' | 'unpriced'>): Account => {
  let used: PassUse = { model: null, tokens: NO_TOKENS, calls: 0, costMicroUsd: 0, isEstimated: false };
  const held: PassBudget & { tokens: number; microUsd: number } = { tokens: 0, microUsd: 0 };

  /** What would be over; null where nothing is. */
  const over = (tokens: number, microUsd: number): string | null => {
    const all = used.tokens.input + used.tokens.output;
    if (budget.tokens !== null && all + held.tokens + tokens > budget.tokens)
      return `the budget of ${budget.tokens} tokens is spent (${Math.max(0, budget.tokens - all)} left)`;
    const cost = used.costMicroUsd ?? 0;
    if (budget.microUsd !== null && cost + held.microUsd + microUsd > budget.microUsd)
      return `the budget of ${dollars(budget.microUsd)} is spent (${dollars(Math.max(0, budget.microUsd - cost))} left)`;
    return null;
  };

  return {
    used: () => used,
    open: (model, input) => {
      const price = model === null ? null : priceOf(model);
      if (budget.microUsd !== null && price === null && unpriced === 'refuse')
        return `nobody knows what ${model ?? 'that model'} costs, and there is a budget in dollars (prices.yaml)`;
      const costs = costOf(price, { ...NO_TOKENS, input }) ?? 0;
      const spent = over(input, costs);
      if (spent !== null) return spent;
      held.tokens += input;
      held.microUsd += costs;
      let isOpen = true;
      return {
        grow: (output) => over(output, costOf(price, { ...NO_TOKENS, output }) ?? 0),
        settle: (tokens, { isEstimated }) => {
          if (!isOpen) return;
          isOpen = false;
          held.tokens -= input;
          held.microUsd -= costs;
          const cost = costOf(price, tokens);
          used = {
            model: model ?? used.model,
            tokens: addTokens(used.tokens, tokens),
            calls: used.calls + 1,
            costMicroUsd: used.costMicroUsd === null || cost === null ? null : used.costMicroUsd + cost,
            isEstimated: used.isEstimated || isEstimated,
          };
        },
      };
    },
  };
};
