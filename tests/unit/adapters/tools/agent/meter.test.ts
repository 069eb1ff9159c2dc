/** Nothing is counted twice, whatever a CLI tells the sum of. */
import { expect, test } from 'vitest';
import type { AgentUsage } from '../../../../../adapters/tools/agent/event.ts';
import { createMeter, isOver, leftOf, NOTHING_SPENT, together } from '../../../../../adapters/tools/agent/meter.ts';

const used = (input: number, output: number, costUsd: number | null = null): AgentUsage => ({
  ...{ model: 'm', input, output, cached: null, reasoning: null, costUsd },
});
type Of = 'call' | 'session' | 'run';
const spentOf = (told: readonly (readonly [Of, AgentUsage])[], before = NOTHING_SPENT) => {
  const meter = createMeter(before);
  for (const [of, usage] of told) meter.take({ kind: 'usage', of, usage });
  return meter.spent();
};

test.each([
  {
    what: 'calls are added',
    told: [
      ['call', used(10, 1, 0.1)],
      ['call', used(20, 2, 0.2)],
    ] as const,
    tokens: 33,
    calls: 2,
  },
  {
    what: 'the sum of the process counts instead of its calls',
    told: [
      ['call', used(10, 1)],
      ['run', used(12, 3)],
    ] as const,
    tokens: 15,
    calls: 1,
  },
  { what: 'nobody said anything', told: [] as const, tokens: null, calls: 0 },
])('$what', ({ told, tokens, calls }) => {
  expect(spentOf(told)).toMatchObject({ tokens, calls });
});

test.each(['call', 'run', 'session'] as const)('what can be no count of a %s is taken for none', (of) => {
  const spent = spentOf([
    [of, used(10, 1, 0.1)],
    [of, used(-1_000_000, Number.NaN, -5)],
  ]);
  expect(spent.tokens ?? 0).toBeGreaterThanOrEqual(0);
  expect(spent.costUsd ?? 0).toBeGreaterThanOrEqual(0);
  expect(spentOf([[of, used(1.5, 1e300, 1e300)]])).toMatchObject({ tokens: 2, costUsd: null });
});

test('what a session had used before is taken off, over any number of attempts', () => {
  const first = spentOf([['session', used(100, 10)]]);
  const second = spentOf([['session', used(150, 15)]], first);
  const both = together(first, second);
  const third = spentOf(
    [
      ['session', used(150, 16)],
      ['session', used(180, 20)],
    ],
    both,
  );
  expect([first.tokens, second.tokens, third.tokens]).toEqual([110, 55, 35]);
  expect(together(both, third).tokens).toBe(200);
});

test('an unknown cost is none of 0, and leaves a budget in dollars as it was', () => {
  const spent = spentOf([['call', used(10, 1)]]);
  expect(spent.costUsd).toBeNull();
  expect(leftOf({ costUsd: 2, tokens: 100 }, spent)).toEqual({ costUsd: 2, tokens: 89 });
  expect(leftOf({ costUsd: 0.3, tokens: null }, spentOf([['run', used(1, 1, 0.1)]])).costUsd).toBe(0.2);
});

test('as much as may be spent is over', () => {
  const spent = spentOf([['run', used(90, 10, 0.5)]]);
  expect(isOver(spent, { costUsd: null, tokens: 100 })).toBe(true);
  expect(isOver(spent, { costUsd: null, tokens: 101 })).toBe(false);
  expect(isOver(spent, { costUsd: 0.5, tokens: null })).toBe(true);
  expect(isOver(spent, { costUsd: null, tokens: null })).toBe(false);
});
