/** Counts what an agent uses out of what its CLI tells, and counts nothing twice. */
import type { PassUse } from '../../../core/model-proxy.ts';
import { costOf, priceOf, type Prices } from '../../../core/price.ts';
import { believedCount, USAGE_SOURCES, type Usage, type UsageSource } from '../../../core/usage.ts';
import type { AgentBudget } from './dialect.ts';
import type { AgentEvent, AgentUsage } from './event.ts';

/** What was used; null where nobody said. `tokens`: in and out. */
export type Spent = AgentUsage & {
  readonly tokens: number | null;
  /** How many calls of a model that were told one by one. */
  readonly calls: number;
  /** Who says so: of what several said, the one who knows it least; null where nobody said anything. */
  readonly source: UsageSource | null;
  /** What the whole session has used, where that is what the CLI tells. */
  readonly session: AgentUsage | null;
};

const NO_USAGE: AgentUsage = {
  ...{ model: null, input: null, output: null, cached: null, reasoning: null, costUsd: null },
};

export const NOTHING_SPENT: Spent = { ...NO_USAGE, tokens: null, calls: 0, source: null, session: null };

const NUMBERS = ['input', 'output', 'cached', 'reasoning', 'costUsd'] as const;

const combined = (
  one: AgentUsage,
  other: AgentUsage,
  combine: (one: number | null, other: number | null) => number | null,
): AgentUsage => ({
  model: other.model ?? one.model,
  ...(Object.fromEntries(NUMBERS.map((key) => [key, combine(one[key], other[key])])) as Omit<AgentUsage, 'model'>),
});

/** What a CLI tells, as far as it can be true. */
const believed = (told: AgentUsage): AgentUsage => ({
  model: told.model,
  ...{ input: believedCount(told.input), output: believedCount(told.output) },
  ...{ cached: believedCount(told.cached), reasoning: believedCount(told.reasoning) },
  costUsd: believedCount(told.costUsd === null ? null : told.costUsd * 1e6) === null ? null : told.costUsd,
});

const plus = (one: number | null, other: number | null): number | null =>
  one === null && other === null ? null : (one ?? 0) + (other ?? 0);

const minus = (now: number | null, before: number | null): number | null =>
  now === null ? null : Math.max(0, now - (before ?? 0));

type UsageEvent = Extract<AgentEvent, { readonly kind: 'usage' }>;

export type Meter = { readonly take: (event: UsageEvent) => void; readonly spent: () => Spent };

/**
 * `before`: what its session had used when this process began. What a process says of all that it used counts instead of the calls
 * that it told one by one; what it says of its session counts less what that had used before.
 */
export const createMeter = (before: Spent): Meter => {
  let sum = NO_USAGE;
  let calls = 0;
  let session = before.session;
  let whole: AgentUsage | null = null;
  return {
    take: ({ of, usage: told }) => {
      const usage = believed(told);
      switch (of) {
        case 'call':
          calls += 1;
          sum = combined(sum, usage, plus);
          return;
        case 'session':
          session = usage;
          whole = before.session === null ? usage : combined(before.session, usage, (one, other) => minus(other, one));
          return;
        case 'run':
          whole = usage;
      }
    },
    spent: () => {
      const used = whole ?? sum;
      // A model is told with its calls, and not always with the sum.
      return {
        ...{ ...used, model: used.model ?? sum.model, tokens: plus(used.input, used.output), calls },
        ...{ source: whole === null && calls === 0 ? null : 'reported', session },
      };
    },
  };
};

/** The same at the price of its model, or of `asked` where it does not say which that was; as it is where it says what it cost. */
export const priced = (spent: Spent, prices: Prices, asked: string | null): Spent => {
  if (spent.costUsd !== null) return spent;
  const model = spent.model ?? asked;
  const { input, output, cached } = spent;
  const tokens = { input: input ?? 0, output: output ?? 0, cacheRead: cached ?? 0, cacheWrite: 0 };
  const cost = input === null || output === null ? null : costOf(priceOf(prices, model), tokens);
  return cost === null ? { ...spent, model } : { ...spent, model, costUsd: cost / 1e6, source: 'computed' };
};

/**
 * What went through ws; of what its CLI told only what nobody else knows: its session, and what it cost where the price is not known.
 * Where nothing went through, what it told is all there is.
 */
export const spentOfPass = ({ model, tokens, calls, costMicroUsd, isEstimated }: PassUse, told: Spent): Spent => {
  if (calls === 0) return told;
  const { input, output, cacheRead: cached, reasoning } = tokens;
  const costUsd = costMicroUsd === null ? told.costUsd : costMicroUsd / 1e6;
  const source = isEstimated ? 'computed' : 'metered';
  return {
    model,
    input,
    output,
    cached,
    reasoning,
    costUsd,
    tokens: input + output,
    calls,
    source,
    session: told.session,
  };
};

/** What two processes have spent. */
export const together = (one: Spent, other: Spent): Spent => ({
  ...combined(one, other, plus),
  tokens: plus(one.tokens, other.tokens),
  calls: one.calls + other.calls,
  source: USAGE_SOURCES.find((source) => source === one.source || source === other.source) ?? null,
  session: other.session,
});

/** Whether as much is spent as may be. */
export const isOver = ({ tokens, costUsd }: Spent, budget: AgentBudget): boolean =>
  (budget.tokens !== null && (tokens ?? 0) >= budget.tokens) ||
  (budget.costUsd !== null && (costUsd ?? 0) >= budget.costUsd);

/** What is left of a budget. */
export const leftOf = (budget: AgentBudget, { tokens, costUsd }: Spent): AgentBudget => ({
  tokens: budget.tokens === null ? null : budget.tokens - (tokens ?? 0),
  // Cents are counted in parts of a millionth.
  costUsd: budget.costUsd === null ? null : Math.round((budget.costUsd - (costUsd ?? 0)) * 1e6) / 1e6,
});

/** What was spent, as the log of a run keeps it. */
export const usageOf = (
  { model, calls, input, output, cached, reasoning, costUsd, source }: Spent,
  of: Pick<Usage, 'tool' | 'provider'>,
): Usage => ({
  ...{ ...of, model, calls, input, output, cached, reasoning },
  ...{
    costMicroUsd: costUsd === null ? null : Math.round(costUsd * 1e6),
    source: source ?? 'reported',
  },
});
