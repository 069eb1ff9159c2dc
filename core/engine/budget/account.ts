/**
 * Holds the attempts of a run to its budgets: that of the step, of the workstream and of the day.
 *
 *   B1. No attempt begins once a budget that holds for it is spent, and one at work is ended the moment one is.
 *   B2. What is used counts once: what the log says of attempts before this driver, and what those of this driver told last.
 *   B3. What nobody knows the cost of keeps no budget in dollars: once an attempt has ended that did not say, none begins.
 *   B5. What is set aside is left alone by who asks after it, and ends nobody who is at work.
 *   B4. What uses no models is kept back by no budget of money or tokens; steps of `finally` and what undoes others are let through.
 */
import type { Attempt } from '../../attempt.ts';
import type { Clock } from '../../clock.ts';
import type { DayLedger, Spent } from '../../day-ledger.ts';
import type { Failure } from '../../failure.ts';
import { instant, stepId, type StepId } from '../../id.ts';
import { usedBy } from '../../used.ts';
import { tokensOf, type SetAside, type Usage } from '../../usage.ts';
import type { Budget, Step, Workstream } from '../../workstream.ts';
import type { Past, Unpriced } from './past.ts';

/** One attempt while it is at work. */
export type Watch = {
  readonly used: (usage: Usage) => void;
  readonly setAside: SetAside;
  /** Once it has ended; after it nothing is called any more. */
  readonly end: () => void;
};

export type Account = {
  /** Why an attempt of the step may not begin; null where it may. `spends`: whether its tool uses models. */
  readonly refusal: (step: StepId, spends: boolean) => Failure | null;
  /** `over` is called at most once, when a budget is spent while the attempt is at work. */
  readonly watch: (attempt: Attempt, over: (failure: Failure) => void) => Watch;
};

type Parts = {
  readonly workstream: Pick<Workstream, 'steps' | 'budget'>;
  readonly past: Past;
  readonly clock: Pick<Clock, 'now' | 'sleepUntil'>;
  readonly day: DayLedger;
};

/** One limit, what is spent of it, and how both are told. */
type Held = { readonly of: string; readonly budget: Pick<Budget, 'costMicroUsd' | 'tokens'>; readonly spent: Spent };

const dollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(microUsd < 10_000 ? 4 : 2)}`;

const exceeded = (message: string): Failure => ({ code: 'budget-exceeded', message });

const spentOut = ({ of, budget, spent }: Held): Failure | null => {
  const { costMicroUsd, tokens } = budget;
  if (costMicroUsd !== null && spent.costMicroUsd >= costMicroUsd)
    return exceeded(`the budget of ${of} is spent: ${dollars(spent.costMicroUsd)} of ${dollars(costMicroUsd)}`);
  if (tokens !== null && spent.tokens >= tokens)
    return exceeded(`the budget of ${of} is spent: ${spent.tokens} of ${tokens} tokens`);
  return null;
};

/** Why what is expected is more than is left of a budget; null where it is not. */
const beyond = ({ of, budget, spent }: Held, { tokens, costMicroUsd }: Spent): string | null => {
  if (budget.costMicroUsd !== null && spent.costMicroUsd + costMicroUsd > budget.costMicroUsd)
    return `it may cost ${dollars(costMicroUsd)}, and of the budget of ${of} ${dollars(Math.max(0, budget.costMicroUsd - spent.costMicroUsd))} are left`;
  if (budget.tokens !== null && spent.tokens + tokens > budget.tokens)
    return `it may use ${tokens} tokens, and of the budget of ${of} ${Math.max(0, budget.tokens - spent.tokens)} are left`;
  return null;
};

const timeOut = (of: string, budgetMs: number): Failure =>
  exceeded(`the budget of ${of} is spent: it was at work for ${budgetMs / 1000} s`);

/** B3 */
const unknown = (held: readonly Held[], what: string): string | null => {
  const inDollars = held.find(({ budget }) => budget.costMicroUsd !== null);
  if (inDollars === undefined) return null;
  return `the budget of ${inDollars.of} is in dollars, and nobody knows what ${what} costs: set one of tokens, or its price (prices.yaml)`;
};

const unknownOf = (held: readonly Held[], { tool, model }: Unpriced): Failure | null => {
  const sentence = unknown(held, `${model ?? 'the model'} of ${tool}`);
  return sentence === null ? null : exceeded(sentence);
};

/** What a step may spend, or the workstream that it uses. */
export const budgetOf = ({ budget, body }: Pick<Step, 'budget' | 'body'>): Budget | null =>
  budget ?? usedBy(body)?.budget ?? null;

const NOTHING: Spent = { costMicroUsd: 0, tokens: 0 };

const plus = (one: Spent, other: Spent): Spent => ({
  costMicroUsd: one.costMicroUsd + other.costMicroUsd,
  tokens: one.tokens + other.tokens,
});

/** The author's step that a step is inside of, however deep: what it spends is spent of that. */
const outermost = (step: StepId): StepId => {
  const end = step.search(/[/[#]/);
  return end === -1 ? step : stepId(step.slice(0, end));
};

/** Makes the account of one driver. */
export const createAccount = ({ workstream, past, clock, day }: Parts): Account => {
  const budgets = new Map(workstream.steps.map((step) => [step.id, budgetOf(step)] as const));
  const ofRun = workstream.budget ?? null;
  const used = new Map<StepId, Map<number, Spent>>();
  const atWork = new Map<StepId, number>();
  let busySince = 0;
  let unpriced: Unpriced | null = past.unpriced;
  /** B5: by the steps whose attempts are at work. */
  const aside = new Map<StepId, Spent>();
  /** By the author's steps, with all that is inside of them: a look at each attempt before would make a long run quadratic. */
  const own = { steps: new Map<StepId, number>(), run: 0 };
  const before = new Map<StepId, number>();
  for (const [step, { durationMs }] of past.steps)
    before.set(outermost(step), (before.get(outermost(step)) ?? 0) + durationMs);

  const spentBy = (step: StepId): Spent =>
    [...(used.get(step)?.values() ?? [])].reduce(plus, past.steps.get(step) ?? NOTHING);
  const known = (): readonly StepId[] => [...new Set([...past.steps.keys(), ...used.keys()])];
  const isAny = (): boolean => true;
  const spentIn = (isOf: (id: StepId) => boolean): Spent => known().filter(isOf).map(spentBy).reduce(plus, NOTHING);
  const asideIn = (isOf: (id: StepId) => boolean): Spent =>
    [...aside].reduce((sum, [id, each]) => (isOf(id) ? plus(sum, each) : sum), NOTHING);
  /** What holds for a step; `more` is counted beside what is spent, of the steps that it is asked about. */
  const heldFor = (step: StepId, more: (isOf: (id: StepId) => boolean) => Spent = () => NOTHING): readonly Held[] => {
    const top = outermost(step);
    const budget = budgets.get(top) ?? null;
    const isInside = (id: StepId): boolean => outermost(id) === top;
    const spent = (isOf: (id: StepId) => boolean): Spent => plus(spentIn(isOf), more(isOf));
    return [
      ...(budget === null ? [] : [{ of: `the step ${top}`, budget, spent: spent(isInside) }]),
      ...(ofRun === null ? [] : [{ of: 'the workstream', budget: ofRun, spent: spent(isAny) }]),
      ...(day.budget === null ? [] : [{ of: 'the day', budget: day.budget, spent: plus(day.spent(), more(isAny)) }]),
    ];
  };
  const first = <T>(items: readonly T[], failureOf: (item: T) => Failure | null): Failure | null =>
    items.reduce<Failure | null>((found, item) => found ?? failureOf(item), null);
  /** How long a step, or all of them, may still be at work. */
  const timesFor = (step: StepId): readonly { of: string; leftMs: number; budgetMs: number }[] => {
    const now = clock.now();
    const since = (from: number | undefined): number => (from === undefined ? 0 : now - from);
    const top = outermost(step);
    const stepMs = budgets.get(top)?.durationMs ?? null;
    const runMs = ofRun?.durationMs ?? null;
    const stepUsed = [...atWork].reduce(
      (sum, [id, from]) => (outermost(id) === top ? sum + since(from) : sum),
      (before.get(top) ?? 0) + (own.steps.get(top) ?? 0),
    );
    const runUsed = past.durationMs + own.run + (atWork.size === 0 ? 0 : since(busySince));
    return [
      ...(stepMs === null ? [] : [{ of: `the step ${top}`, leftMs: stepMs - stepUsed, budgetMs: stepMs }]),
      ...(runMs === null ? [] : [{ of: 'the workstream', leftMs: runMs - runUsed, budgetMs: runMs }]),
    ];
  };
  const isHeld = (step: StepId): boolean => budgets.has(outermost(step));

  return {
    refusal: (step, spends) => {
      if (!isHeld(step)) return null; // B4
      const late = first(timesFor(step), ({ of, leftMs, budgetMs }) => (leftMs <= 0 ? timeOut(of, budgetMs) : null));
      if (late !== null || !spends) return late;
      const held = heldFor(step);
      return first(held, spentOut) ?? (unpriced === null ? null : unknownOf(held, unpriced)); // B1
    },
    watch: (attempt, over) => {
      const { step } = attempt;
      const begun = clock.now();
      if (atWork.size === 0) busySince = begun;
      atWork.set(step, begun);
      const ended = new AbortController();
      let isOver = false;
      const tell = (failure: Failure | null): void => {
        if (failure === null || isOver || ended.signal.aborted) return;
        isOver = true;
        over(failure);
      };
      if (isHeld(step))
        for (const { of, leftMs, budgetMs } of timesFor(step))
          void clock
            .sleepUntil(instant(begun + Math.max(0, leftMs)), ended.signal)
            .then(() => tell(timeOut(of, budgetMs)));
      let last: Usage | null = null;
      return {
        used: (usage) => {
          last = usage;
          aside.delete(step);
          const tokens = tokensOf(usage);
          const ofStep = used.get(step) ?? new Map<number, Spent>();
          used.set(step, ofStep.set(attempt.attempt, { costMicroUsd: usage.costMicroUsd ?? 0, tokens: tokens ?? 0 })); // B2
          if (day.budget !== null) day.note(attempt, usage);
          if (isHeld(step)) tell(first(heldFor(step), spentOut)); // B1
        },
        // B5
        setAside: ({ tokens, costMicroUsd }) => {
          if (!isHeld(step)) return null;
          aside.delete(step);
          const held = heldFor(step, asideIn);
          if (costMicroUsd === null) {
            const sentence = unknown(held, 'its model');
            if (sentence !== null) return sentence;
          }
          const expected = { tokens, costMicroUsd: costMicroUsd ?? 0 };
          const sentence = held.reduce<string | null>((found, each) => found ?? beyond(each, expected), null);
          if (sentence === null) aside.set(step, expected);
          return sentence;
        },
        end: () => {
          ended.abort();
          aside.delete(step);
          const now = clock.now();
          const top = outermost(step);
          own.steps.set(top, (own.steps.get(top) ?? 0) + now - begun);
          atWork.delete(step);
          if (atWork.size === 0) own.run += now - busySince;
          if (last === null) return;
          day.note(attempt, last);
          if (last.costMicroUsd === null && (tokensOf(last) ?? 0) > 0)
            unpriced = { tool: last.tool, model: last.model };
        },
      };
    },
  };
};
