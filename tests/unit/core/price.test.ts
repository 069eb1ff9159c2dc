import { expect, test } from 'vitest';
import { computedCost, priceOf, type Price } from '../../../core/price.ts';

const PRICE: Price = { input: 3, output: 15, cached: 0.3, source: 'x', date: '2026-01-01' };
const prices = new Map([
  ['m-5', PRICE],
  ['p/odd', { ...PRICE, input: 1 }],
]);

test.each([
  [{ input: 1_000, output: 500, cached: 200 }, 9_960],
  [{ input: 1_000, output: 500, cached: null }, 10_500],
  [{ input: 0, output: 0, cached: 0 }, 0],
  [{ input: 10, output: 0, cached: 99 }, 3],
  [{ input: null, output: 500, cached: 0 }, null],
  [{ input: 1, output: null, cached: 0 }, null],
])('%j cost %j millionths of a dollar', (tokens, cost) => expect(computedCost(PRICE, tokens)).toBe(cost));

test('where nothing is said of cached tokens they cost what others do', () => {
  expect(computedCost({ ...PRICE, cached: null }, { input: 1_000, output: 0, cached: 1_000 })).toBe(3_000);
});

test('what has no price costs nothing that is known, which is none of 0', () => {
  expect(computedCost(null, { input: 1, output: 1, cached: 0 })).toBeNull();
});

test.each([
  ['m-5', PRICE.input],
  ['m-5-20260131', 3],
  ['m-5-2026-01-31', 3],
  ['m-5-latest', 3],
  ['provider/m-5', 3],
  ['p/odd', 1],
])('%s has a price', (model, input) => expect(priceOf(prices, model)?.input).toBe(input));

test.each([null, '', 'm', 'm-5-mini', 'm-50', 'other/odd'])('%j has none', (model) => {
  expect(priceOf(prices, model)).toBeNull();
});
