import { describe, expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const check = await shippedFunction('order-check');

const line = (
  qty: number | null,
  unitPrice: number | null,
  sku: string | null = `S${qty}-${unitPrice}`,
  total: number | null = null,
) => ({
  ...{ line: 1, sku, description: null, qty, uom: null, unitPrice, total },
});
const LINES = [line(5, 2.5), line(4, 10), line(6, 0.1)];
const order = (more: object = {}) => ({
  number: null,
  customer: { name: 'Ada', vat: null, address: null, email: 'ada@example.org' },
  delivery: { address: 'Main Street 1', date: '2026-12-24', incoterm: null },
  ...{ currency: 'EUR', lines: LINES, totals: { subtotal: 53.1, tax: null, total: 53.1 } },
  ...more,
});
const checked = (more: object = {}, known: readonly string[] | null = null) =>
  check({ order: order(more), today: '2026-12-01T10:00:00Z', known });

test('5 × 2.5 + 4 × 10 + 6 × 0.1 = 53.10 is clean', () => {
  expect(checked()).toEqual({ state: 'clean', missing: [], invalid: [], anomalies: [], subtotal: 53.1 });
});

test.each([
  ['an address', { delivery: { address: ' ', date: '2026-12-24', incoterm: null } }, '/delivery/address'],
  ['a date', { delivery: { address: 'x', date: null, incoterm: null } }, '/delivery/date'],
  ['a currency of prices', { currency: null }, '/currency'],
  ['lines', { lines: [], totals: { subtotal: null, tax: null, total: null } }, '/lines'],
  ['a sku', { lines: [...LINES.slice(0, 2), line(6, 0.1, null)] }, '/lines/2/sku'],
  ['a quantity', { lines: [...LINES, line(null, 1)] }, '/lines/3/qty'],
])('what is missing is told by its path: %s', (_, more, path) => {
  expect(checked(more)).toMatchObject({ state: 'missing', missing: [path] });
});

test.each([
  ['an e-mail address', { customer: { name: 'Ada', vat: null, address: null, email: 'ada@home' } }, '/customer/email'],
  ['a date', { delivery: { address: 'x', date: '2027-02-29', incoterm: null } }, '/delivery/date'],
  ['a date that is past', { delivery: { address: 'x', date: '2026-11-30', incoterm: null } }, '/delivery/date'],
  ['a currency', { currency: 'EURO' }, '/currency'],
  ['a quantity', { lines: [...LINES, line(0, 1)] }, '/lines/3/qty'],
  [
    'a price',
    { lines: [...LINES, line(1, -1)], totals: { subtotal: 52.1, tax: null, total: null } },
    '/lines/3/unitPrice',
  ],
])('what cannot be is told: %s', (_, more, path) => {
  expect(checked(more)).toMatchObject({ state: 'invalid', missing: [], invalid: [{ path }] });
});

test('an article that the catalogue does not have cannot be, either', () => {
  const known = ['s5 2.5', 'S4-10'];
  expect(checked({}, known)).toMatchObject({ state: 'invalid', invalid: [{ path: '/lines/2/sku' }] });
});

test('delivery today is not past', () => {
  expect(checked({ delivery: { address: 'x', date: '2026-12-01', incoterm: null } })).toMatchObject({ state: 'clean' });
});

describe('what is odd', () => {
  const NO_TOTALS = { totals: { subtotal: null, tax: null, total: null } };
  test.each([
    ['1, 2, 21: the median is 2, and 21 is more than ten times that', [1, 2, 21], ['/lines/2/qty']],
    ['2, 20, 2: ten times is not more than ten times', [2, 20, 2], []],
    ['1, 3, 40, 100: between the two in the middle', [1, 3, 4, 36], ['/lines/3/qty']],
  ])('quantities %s', (_, quantities, paths) => {
    const lines = quantities.map((qty, at) => line(qty, null, `S${at}`));
    const { anomalies } = checked({ lines, ...NO_TOTALS });
    expect((anomalies as unknown as readonly { readonly path: string }[]).map(({ path }) => path)).toEqual(paths);
  });

  test.each([
    ['a line', { lines: [line(5, 2.5, 'A', 12.52)], ...NO_TOTALS }, '/lines/0/total'],
    ['an article twice', { lines: [line(5, 2.5, 'A-1'), line(5, 2.5, 'a 1')], ...NO_TOTALS }, '/lines/1/sku'],
    ['the sum', { totals: { subtotal: 53.12, tax: null, total: null } }, '/totals/subtotal'],
    ['the total', { totals: { subtotal: 53.1, tax: 10.09, total: 63.21 } }, '/totals/total'],
  ])('%s', (_, more, path) => {
    expect(checked(more)).toMatchObject({ state: 'anomalies', anomalies: [{ path }] });
  });

  test('a cent is tolerated', () => {
    expect(checked({ totals: { subtotal: 53.11, tax: null, total: 53.1 } })).toMatchObject({ state: 'clean' });
  });
});

test('missing goes before what cannot be, and that before what is odd', () => {
  const all = { lines: [line(1, -1, null), line(1, 1), line(100, 1)], totals: { subtotal: 1, tax: null, total: null } };
  expect(checked(all)).toMatchObject({ state: 'missing', invalid: [{}], anomalies: [{}, {}] });
});
