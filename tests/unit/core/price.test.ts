import { expect, test } from 'vitest';
import { costOf, priceOf, type Price } from '../../../core/price.ts';

const PRICE: Price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, source: 'x', date: '2026-01-01' };
const prices = new Map([
  ['m-5', PRICE],
  ['p/odd', { ...PRICE, input: 1 }],
]);

test.each([
  [{ input: 1_000, output: 500, cacheRead: 200, cacheWrite: 0 }, 9_960],
  [{ input: 1_000, output: 500, cacheRead: 0, cacheWrite: 0 }, 10_500],
  [{ input: 1_000, output: 0, cacheRead: 0, cacheWrite: 1_000 }, 3_750],
  [{ input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, 0],
  [{ input: 10, output: 0, cacheRead: 99, cacheWrite: 99 }, 3],
])('%j cost %j millionths of a dollar', (tokens, cost) => expect(costOf(PRICE, tokens)).toBe(cost));

test('where nothing is said of cached tokens they cost what others do', () => {
  expect(
    costOf(
      { ...PRICE, cacheRead: null, cacheWrite: null },
      { input: 1_000, output: 0, cacheRead: 500, cacheWrite: 500 },
    ),
  ).toBe(3_000);
});

test('what has no price costs nothing that is known, which is none of 0', () => {
  expect(costOf(null, { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 })).toBeNull();
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
