import { expect, test } from 'vitest';
import { refusalOfBudget, unkeepable } from '../../../../../adapters/tools/agent/budget.ts';
import type { Dialect } from '../../../../../adapters/tools/agent/dialect.ts';

const cli = (cost: boolean, tokens: Dialect['tells']['tokens']) => ({ title: 'X', tells: { cost, tokens } });
const dollars = { costUsd: 1, tokens: null };
const tokens = { costUsd: null, tokens: 100 };

test.each([
  [cli(true, 'while'), dollars, false, null],
  [cli(false, 'end'), dollars, true, null],
  [cli(false, 'end'), dollars, false, /a budget of tokens can be kept/],
  [cli(false, 'never'), dollars, true, /cannot be kept$/],
  [cli(false, 'end'), tokens, false, null],
  [cli(false, 'never'), tokens, true, /no budget can be kept/],
])('%j with %j, its price known: %j', (told, budget, isPriced, why) => {
  const said = unkeepable(budget, told, isPriced);
  if (why === null) expect(said).toBeNull();
  else expect(said).toMatch(why);
});

test('what is spent is refused as such, what cannot be kept as bad input', () => {
  expect(refusalOfBudget({ costUsd: 0, tokens: null }, cli(true, 'while'), false)?.code).toBe('budget-exceeded');
  expect(refusalOfBudget({ costUsd: null, tokens: 0 }, cli(true, 'while'), false)?.code).toBe('budget-exceeded');
  expect(refusalOfBudget(dollars, cli(false, 'end'), false)?.code).toBe('bad-input');
  expect(refusalOfBudget({ costUsd: 0.01, tokens: 1 }, cli(true, 'while'), false)).toBeNull();
});
