/** What a drafted order lacks, what in it cannot be, and what is odd about it. It changes nothing and guesses nothing. */
import { compared, exact, plus, rounded, sum, times } from './exact.mjs';
import { folded, grouped } from './folded.mjs';

/** @typedef {{ readonly line: number, readonly sku: string | null, readonly qty: number | null, readonly unitPrice: number | null, readonly total: number | null }} Line */
/**
 * @typedef {object} Order
 * @property {{ readonly email?: string | null }} customer
 * @property {{ readonly address: string | null, readonly date: string | null }} delivery
 * @property {string | null} currency
 * @property {readonly Line[]} lines
 * @property {{ readonly subtotal: number | null, readonly tax: number | null, readonly total: number | null }} totals
 */
/** @typedef {{ readonly path: string, readonly message: string }} Remark */

const TOLERANCE = exact(0.01);
const OUTLIER = exact(10);

/** @type {(value: string | null) => boolean} */
const isEmpty = (value) => value === null || value.trim() === '';

/** @type {(text: string) => boolean} */
const isRealDate = (text) => {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/** @type {(a: import('./exact.mjs').Exact, b: import('./exact.mjs').Exact) => boolean} */
const differ = (a, b) => compared(plus(b, TOLERANCE), a) < 0 || compared(plus(a, TOLERANCE), b) < 0;

/** @type {(numbers: readonly number[]) => import('./exact.mjs').Exact} */
const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return times(plus(exact(low), exact(high)), exact(0.5));
};

/** @type {(order: Order) => readonly string[]} */
const missingOf = ({ delivery, currency, lines }) => [
  ...(isEmpty(delivery.address) ? ['/delivery/address'] : []),
  ...(isEmpty(delivery.date) ? ['/delivery/date'] : []),
  ...(isEmpty(currency) && lines.some(({ unitPrice }) => unitPrice !== null) ? ['/currency'] : []),
  ...(lines.length === 0 ? ['/lines'] : []),
  ...lines.flatMap(({ sku, qty }, at) => [
    ...(isEmpty(sku) ? [`/lines/${at}/sku`] : []),
    ...(qty === null ? [`/lines/${at}/qty`] : []),
  ]),
];

/** @type {(order: Order, today: string, known: readonly string[] | null) => readonly Remark[]} */
const invalidOf = ({ customer, delivery, currency, lines }, today, known) => {
  const { email = null } = customer;
  const { date } = delivery;
  /** @type {Remark[]} */
  const found = [];
  /** @type {(path: string, message: string) => void} */
  const tell = (path, message) => void found.push({ path, message });
  if (email !== null && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(email))
    tell('/customer/email', 'is no e-mail address');
  if (date !== null && !isEmpty(date)) {
    if (!isRealDate(date)) tell('/delivery/date', 'is no date such as 2026-12-31');
    else if (date < today.slice(0, 10)) tell('/delivery/date', 'is past');
  }
  if (currency !== null && !isEmpty(currency) && !Intl.supportedValuesOf('currency').includes(currency))
    tell('/currency', 'is no currency of ISO 4217');
  const skus = known === null ? null : new Set(known.map(folded));
  for (const [at, { sku, qty, unitPrice }] of lines.entries()) {
    if (qty !== null && qty <= 0) tell(`/lines/${at}/qty`, 'is not more than 0');
    if (unitPrice !== null && unitPrice < 0) tell(`/lines/${at}/unitPrice`, 'is less than 0');
    if (sku !== null && !isEmpty(sku) && skus !== null && !skus.has(folded(sku)))
      tell(`/lines/${at}/sku`, 'is not in the catalogue');
  }
  return found;
};

/** @type {(lines: readonly Line[]) => import('./exact.mjs').Exact} */
const subtotalOf = (lines) => sum(lines.map(({ qty, unitPrice }) => times(exact(qty ?? 0), exact(unitPrice ?? 0))));

/** @type {(order: Order) => readonly Remark[]} */
const anomaliesOf = ({ lines, totals }) => {
  const middle = median(lines.flatMap(({ qty }) => (qty === null ? [] : [qty])));
  const repeated = [
    ...grouped(
      lines.filter(({ sku }) => !isEmpty(sku)),
      ({ sku }) => folded(sku),
    ).values(),
  ].filter(({ length }) => length > 1);
  const subtotal = subtotalOf(lines);
  const isPriced = lines.length > 0 && lines.every(({ qty, unitPrice }) => qty !== null && unitPrice !== null);
  const net = totals.subtotal === null ? subtotal : exact(totals.subtotal);
  const gross = plus(net, exact(totals.tax ?? 0));
  return [
    ...lines.flatMap(({ qty, unitPrice, total }, at) => [
      ...(qty !== null && compared(exact(qty), times(middle, OUTLIER)) > 0
        ? [{ path: `/lines/${at}/qty`, message: 'is more than ten times the median' }]
        : []),
      ...(qty !== null &&
      unitPrice !== null &&
      total !== null &&
      differ(times(exact(qty), exact(unitPrice)), exact(total))
        ? [{ path: `/lines/${at}/total`, message: 'is not quantity times price' }]
        : []),
    ]),
    ...repeated.map((all) => ({
      path: `/lines/${lines.indexOf(/** @type {Line} */ (all[1]))}/sku`,
      message: 'stands in two lines',
    })),
    ...(isPriced && totals.subtotal !== null && differ(subtotal, exact(totals.subtotal))
      ? [{ path: '/totals/subtotal', message: 'is not the sum of the lines' }]
      : []),
    ...((isPriced || totals.subtotal !== null) && totals.total !== null && differ(gross, exact(totals.total))
      ? [{ path: '/totals/total', message: 'is not subtotal and tax' }]
      : []),
  ];
};

/** `known`: the catalogue; null where there is none. @type {(input: { readonly order: Order, readonly today: string, readonly known?: readonly string[] | null }) => object} */
export const checkOrder = ({ order, today, known = null }) => {
  const missing = missingOf(order);
  const invalid = invalidOf(order, today, known);
  const anomalies = anomaliesOf(order);
  const state =
    missing.length > 0 ? 'missing' : invalid.length > 0 ? 'invalid' : anomalies.length > 0 ? 'anomalies' : 'clean';
  return { state, missing, invalid, anomalies, subtotal: rounded(subtotalOf(order.lines)) };
};

export default checkOrder;
