/** What an attempt has spent at the doors, and what calls under way will. */
import { NO_TOKENS, type TokenCount } from '../../../core/token-count.ts';
import type { PassTerms, PassUse } from '../../../core/model-proxy.ts';
import { dollars } from '../../../core/dollars.ts';
import { costOf, type ModelPrice } from '../../../core/price.ts';
import { addTokens } from '../token-sums.ts';

/** What is set aside for a call: its question, and of an answer that comes at once, and so cannot be cut, the longest; null: nobody said. */
export type Reserve = { readonly input: number; readonly output: number | null };

/** As much of an answer is set aside where nobody said how long it may be, or all that is left. */
const MOST_UNSAID = 4096;

/** One call, from its request to the last byte of its answer. */
export type Entry = {
  /** Why its answer is to be cut now: so much was written, with what is written beside it, that nothing is left. null: go on. */
  readonly grow: (output: number) => string | null;
  /** How it ended. A second word is not heard. */
  readonly settle: (tokens: TokenCount, how: { readonly isEstimated: boolean }) => void;
};

export type Account = {
  /**
   * Sets aside what a call will cost, or says why it may not be asked. In one step, so that calls side by side cannot pass together. An
   * answer that is streamed is set aside as it grows, for CLIs ask for more than they ever use: it is cut when it grows too long.
   */
  readonly open: (model: string | null, reserve: Reserve) => Entry | string;
  readonly used: () => PassUse;
};

/** Makes the account of one attempt. */
export const createAccount = ({
  budget,
  priceOf,
  unpriced,
}: Pick<PassTerms, 'budget' | 'priceOf' | 'unpriced'>): Account => {
  let used: PassUse = { model: null, tokens: NO_TOKENS, calls: 0, costMicroUsd: 0, isEstimated: false };
  const held = { tokens: 0, microUsd: 0 };

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

  /** How long an answer may be. */
  const leftFor = (input: number, price: ModelPrice | null): number => {
    const tokens = (budget.tokens ?? Infinity) - used.tokens.input - used.tokens.output - held.tokens - input;
    const money = (budget.microUsd ?? Infinity) - (used.costMicroUsd ?? 0) - held.microUsd;
    const bought = price === null || price.output === 0 ? Infinity : (money - input * price.input) / price.output;
    return Math.max(0, Math.floor(Math.min(tokens, bought)));
  };

  return {
    used: () => used,
    open: (model, { input, output: most }) => {
      const price = model === null ? null : priceOf(model);
      if (budget.microUsd !== null && price === null && unpriced === 'refuse')
        return `nobody knows what ${model ?? 'that model'} costs, and there is a budget in dollars (prices.yaml)`;
      const costs = (output: number): number => costOf(price, { ...NO_TOKENS, input, output }) ?? 0;
      const uncut = most ?? Math.min(MOST_UNSAID, leftFor(input, price));
      const spent = over(input + uncut, costs(uncut));
      if (spent !== null)
        return uncut === 0 ? spent : `${spent}; an answer that is not streamed may have ${uncut} tokens more`;
      let own = { tokens: 0, microUsd: 0 };
      const hold = (tokens: number, microUsd: number): void => {
        held.tokens += tokens - own.tokens;
        held.microUsd += microUsd - own.microUsd;
        own = { tokens, microUsd };
      };
      hold(input + uncut, costs(uncut));
      let isOpen = true;
      return {
        grow: (output) => {
          if (!isOpen) return null;
          hold(input + output, costs(output));
          return over(0, 0);
        },
        settle: (tokens, { isEstimated }) => {
          if (!isOpen) return;
          isOpen = false;
          hold(0, 0);
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
