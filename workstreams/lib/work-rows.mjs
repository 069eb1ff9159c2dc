/** Makes rows of work out of a table. What the table does not say becomes a question, and is never guessed. */
import { isBare, minutesOf } from './durations.mjs';
import { words } from './folded.mjs';

/** @typedef {import('./durations.mjs').Unit} Unit */
/** @typedef {{ readonly text?: string, readonly duration?: string, readonly unit?: Unit, readonly rate?: number, readonly minutes?: number }} Answers */
/**
 * @typedef {object} Input
 * @property {readonly string[]} columns
 * @property {readonly Readonly<Record<string, unknown>>[]} rows
 * @property {Unit | '' | null} [unit] of numbers without one
 * @property {number | null} [rate]
 * @property {Answers | null} [answers] what a person said to the questions
 */

/** Whole words, the better word first. */
const NAMES = {
  text: ['task', 'title', 'description', 'name', 'summary', 'request', 'text', 'subject', 'activity'],
  category: ['category', 'type', 'classification', 'bucket'],
  duration: ['duration', 'time', 'hours', 'minutes', 'effort', 'estimate', 'spent'],
};

/** @type {(column: string | null) => Unit | null} */
const unitIn = (column) => {
  const said = words(column);
  if (said.some((word) => ['h', 'hour', 'hours'].includes(word))) return 'h';
  if (said.some((word) => ['min', 'mins', 'minute', 'minutes'].includes(word))) return 'min';
  return said.some((word) => ['day', 'days'].includes(word)) ? 'd' : null;
};

/** @type {(value: unknown) => string} */
const textOf = (value) => (value === null || value === undefined ? '' : String(value).replaceAll(/\s+/g, ' ').trim());

/** @type {(input: Input) => object} */
export const workRows = ({ columns, rows, unit = null, rate = null, answers = null }) => {
  /** @type {(names: readonly string[], taken: readonly (string | null)[]) => string | null} */
  const find = (names, taken) => {
    const free = columns.filter((column) => !taken.includes(column));
    return names.flatMap((name) => free.find((column) => words(column).includes(name)) ?? [])[0] ?? null;
  };
  const duration = answers?.duration ?? find(NAMES.duration, []);
  const category = find(NAMES.category, [duration]);
  const text = answers?.text ?? find(NAMES.text, [duration, category]);
  const size = answers?.unit ?? unitIn(duration) ?? (unit || null);
  const cost = answers?.rate ?? rate;
  /** @type {(value: unknown) => boolean} */
  const isOpen = (value) => size === null && isBare(value);
  const named = text === null ? [] : rows.filter((row) => textOf(row[text]) !== '');
  const made = named.map((row) => {
    const value = duration === null ? null : row[duration];
    return {
      text: text === null ? '' : textOf(row[text]),
      category: category === null ? '' : textOf(row[category]),
      minutes: isOpen(value) ? null : (minutesOf(value, size) ?? answers?.minutes ?? null),
    };
  });
  const bare = duration !== null && named.some((row) => isOpen(row[duration]));
  const unread = named.filter(
    (row, at) => made[at]?.minutes === null && duration !== null && !isOpen(row[duration]),
  ).length;
  const questions = [
    ...(text === null ? [{ id: 'text', text: 'Which column says what was done?', options: columns }] : []),
    ...(duration === null ? [{ id: 'duration', text: 'Which column says how long it took?', options: columns }] : []),
    ...(bare
      ? [{ id: 'unit', text: `Are the numbers of "${duration}" minutes, hours or days?`, options: ['min', 'h', 'd'] }]
      : []),
    ...(unread > 0
      ? [
          {
            id: 'minutes',
            text: `${unread} rows say no time that can be read. How many minutes is each?`,
            options: null,
          },
        ]
      : []),
    ...(cost === null ? [{ id: 'rate', text: 'What does an hour cost?', options: null }] : []),
  ];
  return { rows: made, questions, form: formOf(questions), columns: { text, category, duration }, rate: cost };
};

/** A form for the questions: a JSON Schema of which nothing must be said. @type {(questions: readonly { readonly id: string, readonly text: string, readonly options: readonly string[] | null }[]) => object} */
const formOf = (questions) => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    questions.map(({ id, text, options }) => [
      id,
      options === null ? { type: 'number', minimum: 0, description: text } : { enum: options, description: text },
    ]),
  ),
});

export default workRows;
