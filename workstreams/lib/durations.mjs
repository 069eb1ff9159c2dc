/** How many minutes a text means. What it does not say is never guessed: it is null, and a question. */

/** @typedef {'min' | 'h' | 'd'} Unit */

const HOURS_OF_A_DAY = 8;
/** @type {Readonly<Record<Unit, number>>} */
const MINUTES_OF = { min: 1, h: 60, d: HOURS_OF_A_DAY * 60 };
/** @type {Readonly<Record<string, Unit>>} */
const UNIT_OF = {
  ...{ m: 'min', min: 'min', mins: 'min', minute: 'min', minutes: 'min' },
  ...{ h: 'h', hr: 'h', hrs: 'h', hour: 'h', hours: 'h', std: 'h' },
  ...{ d: 'd', day: 'd', days: 'd' },
};
const LONGEST = 60;

/** To nine places: of 0.1 h six minutes are left, and no more. @type {(minutes: number) => number} */
const whole = (minutes) => Number(minutes.toFixed(9));

/** @type {(text: string) => number} */
const number = (text) => Number(text.replace(',', '.'));

/** `unit` is what a bare number is of; null: nobody said. @type {(value: unknown, unit?: Unit | null) => number | null} */
export const minutesOf = (value, unit = null) => {
  if (typeof value === 'number' && (!Number.isFinite(value) || value < 0)) return null;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : '';
  if (text === '' || text.length > LONGEST) return null;
  const clock = /^(\d{1,4}):([0-5]\d)$/.exec(text);
  if (clock !== null) return Number(clock[1]) * 60 + Number(clock[2]);
  if (/^\d+(?:[.,]\d+)?$/.test(text)) return unit === null ? null : whole(number(text) * MINUTES_OF[unit]);
  const short = /^(\d+)\s*h\s*([0-5]?\d)$/.exec(text);
  if (short !== null) return Number(short[1]) * 60 + Number(short[2]);
  const parts = [...text.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?(?:\s+|(?=\d)|$)/gy)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) return null;
  const units = parts.map(([, , word = '']) => UNIT_OF[word]);
  // Each unit once, the larger first: "30m 1h" and "1h 2h" are slips.
  const sizes = units.map((each) => (each === undefined ? 0 : MINUTES_OF[each]));
  if (sizes.some((size, at) => size === 0 || (at > 0 && size >= (sizes[at - 1] ?? 0)))) return null;
  return whole(parts.reduce((minutes, [, count = ''], at) => minutes + number(count) * (sizes[at] ?? 0), 0));
};

/** Whether it is a number that nobody said the unit of. @type {(value: unknown) => boolean} */
export const isBare = (value) => minutesOf(value, 'min') !== null && minutesOf(value) === null;

/** @type {(input: { readonly values: readonly unknown[], readonly unit?: Unit | null }) => object} */
export default ({ values, unit = null }) => {
  const minutes = values.map((value) => minutesOf(value, unit));
  const questions = [
    ...(unit === null && values.some(isBare) ? [{ id: 'unit', text: 'Are the numbers minutes, hours or days?' }] : []),
    ...values.flatMap((value, at) =>
      minutes[at] === null && !isBare(value)
        ? [{ id: `minutes-${at + 1}`, text: `How long is "${String(value)}"?` }]
        : [],
    ),
  ];
  return { minutes, questions };
};
