import { describe, expect, test } from 'vitest';
import { NO_DAY, type DayLedger } from '../../../../../core/day-ledger.ts';
import { createAccount } from '../../../../../core/engine/budget/account.ts';
import { NO_PAST, type Past } from '../../../../../core/engine/budget/past.ts';
import type { Failure } from '../../../../../core/failure.ts';
import { instant, runId, stepId, toolId } from '../../../../../core/id.ts';
import { plainStep } from '../../../../../core/plain-step.ts';
import type { Usage } from '../../../../../core/usage.ts';
import type { Budget } from '../../../../../core/workstream.ts';

const budget = (more: Partial<Budget>): Budget => ({ costMicroUsd: null, tokens: null, durationMs: null, ...more });
const usage = (tokens: number, costMicroUsd: number | null = tokens): Usage => ({
  ...{ tool: 'claude', provider: null, model: 'm', calls: 1, input: tokens, output: 0, cached: null, reasoning: null },
  ...{ costMicroUsd, source: 'reported' },
});

type Given = { readonly step?: Budget; readonly run?: Budget; readonly past?: Past; readonly day?: DayLedger };

/** Steps a and b, of which a has a budget, and a clock that stands still. */
const accountOf = ({ step, run, past = NO_PAST, day = NO_DAY }: Given) => {
  const sleeping: { readonly at: number; readonly wake: () => void }[] = [];
  let now = 1_000;
  const clock = {
    now: () => instant(now),
    sleepUntil: (at: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        sleeping.push({ at, wake: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const shell = toolId('shell');
  const steps = [
    { ...plainStep(stepId('a'), shell), ...(step === undefined ? {} : { budget: step }) },
    plainStep(stepId('b'), shell),
  ];
  const account = createAccount({
    workstream: { steps, ...(run === undefined ? {} : { budget: run }) },
    past,
    clock,
    day,
  });
  const watch = (name: string, attempt = 1) => {
    const over: Failure[] = [];
    const watched = account.watch(
      { run: runId('r'), step: stepId(name), attempt },
      (failure) => void over.push(failure),
    );
    return { ...watched, over };
  };
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    for (const { at, wake } of sleeping) if (at <= now) wake();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const refusal = (name: string, spends = true): string | null =>
    account.refusal(stepId(name), spends)?.message ?? null;
  return { watch, pass, refusal };
};

describe('a budget of tokens or dollars', () => {
  test('of a step ends its attempt the moment it is spent, once, and lets none begin', () => {
    const { watch, refusal } = accountOf({ step: budget({ tokens: 100 }) });
    const first = watch('a');
    first.used(usage(60));
    first.end();
    expect(refusal('a')).toBeNull();
    const second = watch('a', 2);
    second.used(usage(39));
    expect(second.over).toEqual([]);
    second.used(usage(40));
    second.used(usage(50));
    expect(second.over.map(({ code }) => code)).toEqual(['budget-exceeded']);
    second.end();
    expect(refusal('a')).toContain('the budget of the step a is spent: 110 of 100 tokens');
    expect(refusal('b'), 'another step has its own').toBeNull();
    expect(refusal('a', false), 'a script uses no model').toBeNull();
  });

  test('of the workstream counts what steps beside each other use', () => {
    const { watch, refusal } = accountOf({ run: budget({ costMicroUsd: 100 }) });
    const [a, b] = [watch('a'), watch('b')];
    a.used(usage(60));
    b.used(usage(39));
    expect([a.over, b.over]).toEqual([[], []]);
    b.used(usage(40));
    expect(b.over).toHaveLength(1);
    expect(refusal('a')).toContain('the budget of the workstream');
    expect(refusal('clean-up'), 'a step of finally').toBeNull();
  });

  test('of a step holds for all inside it, however deep', () => {
    const { watch, refusal } = accountOf({ step: budget({ tokens: 100 }) });
    const [one, two] = [watch('a[x]/code'), watch('a[y]#2/code')];
    one.used(usage(60));
    two.used(usage(40));
    expect([one.over.length, two.over.length]).toEqual([0, 1]);
    expect(refusal('a[z]/code')).toContain('the budget of the step a');
    expect(refusal('b')).toBeNull();
  });

  test('counts what the log says of before', () => {
    const past: Past = {
      steps: new Map([[stepId('b'), { costMicroUsd: 99, tokens: 0, durationMs: 0 }]]),
      durationMs: 0,
      unpriced: null,
    };
    const { watch } = accountOf({ run: budget({ costMicroUsd: 100 }), past });
    const a = watch('a');
    a.used(usage(1));
    expect(a.over).toHaveLength(1);
  });

  test('in dollars is not kept by who says no cost, and it says what would be', () => {
    const { watch, refusal } = accountOf({ run: budget({ costMicroUsd: 100 }) });
    const a = watch('a');
    a.used(usage(1, null));
    expect(a.over, 'some say it at their end').toEqual([]);
    expect(refusal('b')).toBeNull();
    a.end();
    expect(refusal('b')).toContain('set one of tokens, or its price');
    expect(refusal('b', false)).toBeNull();
    const tokens = accountOf({ run: budget({ tokens: 100 }) });
    const one = tokens.watch('a');
    one.used(usage(1, null));
    one.end();
    expect(tokens.refusal('b')).toBeNull();
  });

  test('in dollars is not kept by who said no cost before this driver', () => {
    const past: Past = { ...NO_PAST, unpriced: { tool: 'claude', model: 'm' } };
    const { refusal } = accountOf({ run: budget({ costMicroUsd: 100 }), past });
    expect(refusal('b')).toContain('nobody knows what m of claude costs');
  });

  describe('of which something is to be set aside', () => {
    const expected = (tokens: number, costMicroUsd: number | null = tokens) => ({ tokens, costMicroUsd });

    test('has as much as nobody has spent or set aside; it ends nobody', () => {
      const { watch } = accountOf({ run: budget({ costMicroUsd: 100 }) });
      const [a, b] = [watch('a'), watch('b')];
      expect(a.setAside(expected(60))).toBeNull();
      expect(b.setAside(expected(41))).toBe(
        'it may cost $0.0000, and of the budget of the workstream $0.0000 are left',
      );
      expect(b.setAside(expected(40))).toBeNull();
      expect(a.setAside(expected(50)), 'the last word counts').toBeNull();
      b.used(usage(39));
      expect([a.over, b.over]).toEqual([[], []]);
      expect(a.setAside(expected(61))).toBeNull();
      a.end();
      expect(b.setAside(expected(62)), 'what was told counts as spent').toContain('are left');
      expect(b.setAside(expected(61))).toBeNull();
    });

    test('of tokens says how many there are', () => {
      const { watch } = accountOf({ step: budget({ tokens: 100 }) });
      expect(watch('a').setAside(expected(101, null))).toBe(
        'it may use 101 tokens, and of the budget of the step a 100 are left',
      );
      expect(watch('b').setAside(expected(101, null)), 'another step has its own').toBeNull();
    });

    test('in dollars, for what nobody knows the price of, has nothing', () => {
      const { watch } = accountOf({ step: budget({ costMicroUsd: 100 }) });
      expect(watch('a').setAside(expected(1, null))).toContain('nobody knows what its model costs');
      expect(watch('b').setAside(expected(1, null))).toBeNull();
    });

    test('of the day counts what others spent meanwhile', () => {
      const day: DayLedger = {
        budget: { costMicroUsd: 100, tokens: null },
        spent: () => ({ costMicroUsd: 60, tokens: 0 }),
        note: () => undefined,
      };
      const { watch } = accountOf({ day });
      expect(watch('a').setAside(expected(41))).toContain('of the budget of the day');
      expect(watch('a').setAside(expected(40))).toBeNull();
    });
  });

  test('of the day counts what others spent, and tells them what is spent here', () => {
    const noted: number[] = [];
    let others = 0;
    const day: DayLedger = {
      budget: { costMicroUsd: 100, tokens: null },
      spent: () => ({ costMicroUsd: others + (noted.at(-1) ?? 0), tokens: 0 }),
      note: (_, used) => void noted.push(used.costMicroUsd ?? 0),
    };
    const { watch, refusal } = accountOf({ day });
    const a = watch('a');
    a.used(usage(60));
    expect(a.over).toEqual([]);
    others = 40;
    a.used(usage(61));
    expect(a.over[0]?.message).toContain('the budget of the day');
    expect(refusal('b')).toContain('the budget of the day');
  });
});

describe('a budget of time', () => {
  test('of a step counts its attempts, and ends the one at work when it is over', async () => {
    const { watch, pass, refusal } = accountOf({ step: budget({ durationMs: 100 }) });
    const first = watch('a');
    await pass(60);
    first.end();
    await pass(1_000);
    expect(refusal('a'), 'nobody was at work').toBeNull();
    const second = watch('a', 2);
    await pass(39);
    expect(second.over).toEqual([]);
    await pass(1);
    expect(second.over.map(({ code }) => code)).toEqual(['budget-exceeded']);
    second.end();
    expect(refusal('a', false), 'scripts take time as well').toContain('it was at work for 0.1 s');
  });

  test('of the workstream counts steps beside each other once', async () => {
    const { watch, pass, refusal } = accountOf({ run: budget({ durationMs: 100 }) });
    const [a, b] = [watch('a'), watch('b')];
    await pass(60);
    a.end();
    b.end();
    expect(refusal('a')).toBeNull();
    const c = watch('a', 2);
    await pass(39);
    expect(c.over).toEqual([]);
    c.end();
    await pass(10_000);
    expect(c.over, 'it had ended').toEqual([]);
  });
});
