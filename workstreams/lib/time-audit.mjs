/** What a list of work costs, where it repeats itself, and what could be saved. Minutes stay exact; only results are rounded. */
import { by, compared, exact, rounded, sum, times } from './exact.mjs';
import { folded, grouped, words } from './folded.mjs';

/** @typedef {import('./exact.mjs').Exact} Exact */
/** @typedef {{ readonly text: string, readonly category?: string, readonly minutes: number | null }} Row */
/**
 * @typedef {object} Input
 * @property {readonly Row[]} rows
 * @property {number | null} [rate] what an hour costs
 * @property {'day' | 'week' | 'month' | 'year'} [period] what the table is of
 * @property {'rows' | 'minutes'} [basis] what the share of what recurs is of
 * @property {number} [cap] at most so many percent are avoidable
 * @property {number} [workingDays] of a year
 */

/** So much of a text tells it from others. */
const LENGTH_THAT_COUNTS = 48;
const AVOIDABLE_PER_SHARE = exact(1.25);

/** By whole words, where a row says no category. @type {readonly (readonly [string, readonly string[]])[]} */
const CATEGORIES = [
  ['meetings', ['meeting', 'meetings', 'standup', 'call', 'calls', 'sync', 'interview', 'workshop']],
  [
    'ops',
    ['ticket', 'tickets', 'triage', 'incident', 'incidents', 'deploy', 'deployment', 'release', 'support', 'backup'],
  ],
  ['writing', ['report', 'reports', 'email', 'emails', 'mail', 'documentation', 'minutes', 'slides']],
];

/** @type {(row: Row) => string} */
const categoryOf = ({ text, category = '' }) => {
  if (category.trim() !== '') return category.trim();
  const said = new Set(words(text));
  return CATEGORIES.find(([, names]) => names.some((name) => said.has(name)))?.[0] ?? 'other';
};

/** @type {(row: { readonly minutes: number | null }) => Exact} */
const minutesOf = ({ minutes }) => exact(minutes ?? 0);

const HUNDRED = exact(100);
const SIXTY = exact(60);

/** @type {(part: Exact, whole: Exact) => Exact} */
const percentOf = (part, whole) => (whole.over === 0n ? exact(0) : times(by(part, whole), HUNDRED));

/** @type {(input: Input) => object} */
export const timeAudit = ({ rows, rate = null, period = 'month', basis = 'rows', cap = 60, workingDays = 220 }) => {
  const perYear = { day: workingDays, week: 52, month: 12, year: 1 }[period];
  const counted = rows.filter(({ minutes }) => minutes !== null);
  const total = sum(counted.map(minutesOf));
  const categories = [...grouped(counted, categoryOf)]
    .map(([category, all]) => ({ category, all, minutes: sum(all.map(minutesOf)) }))
    .sort((a, b) => compared(b.minutes, a.minutes))
    .map(({ category, all, minutes }) => ({
      ...{ category, rows: all.length, minutes: rounded(minutes), hours: rounded(by(minutes, SIXTY)) },
      sharePercent: rounded(percentOf(minutes, total)),
    }));
  const recurring = [...grouped(counted, ({ text }) => folded(text).slice(0, LENGTH_THAT_COUNTS)).values()].filter(
    ({ length }) => length > 1,
  );
  const part = basis === 'rows' ? exact(recurring.flat().length) : sum(recurring.flat().map(minutesOf));
  const share = percentOf(part, basis === 'rows' ? exact(counted.length) : total);
  const wished = times(share, AVOIDABLE_PER_SHARE);
  const avoidable = compared(wished, exact(cap)) > 0 ? exact(cap) : wished;
  const hours = by(total, SIXTY);
  const recovered = times(hours, by(avoidable, HUNDRED));
  /** @type {(hours: Exact) => object | null} */
  const costOf = (of) => {
    if (rate === null) return null;
    const cost = times(of, exact(rate));
    const year = times(cost, exact(perYear));
    return { perPeriod: rounded(cost), perMonth: rounded(by(year, exact(12))), perYear: rounded(year) };
  };
  const unread = rows.length - counted.length;
  return {
    ...{ period, rows: rows.length },
    time: { minutes: rounded(total), hours: rounded(hours), categories },
    cost: costOf(hours),
    friction: {
      ...{ basis, sharePercent: rounded(share), avoidablePercent: rounded(avoidable) },
      recurring: recurring.map((all) => ({
        ...{ text: all[0]?.text ?? '', rows: all.length, minutes: rounded(sum(all.map(minutesOf))) },
      })),
    },
    scenario: { recoveredHours: rounded(recovered), saved: costOf(recovered) },
    missing: [
      ...(rows.length === 0 ? ['rows'] : []),
      ...(unread === 0 ? [] : ['minutes']),
      ...(rate === null ? ['rate'] : []),
    ],
    rowsWithoutMinutes: unread,
  };
};

export default timeAudit;
