import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const workRows = await shippedFunction('work-rows');
const asked = (found: { readonly [key: string]: unknown }) =>
  (found['questions'] as readonly { readonly id: string }[]).map(({ id }) => id);

const COLUMNS = ['Title', 'Category', 'Duration'];
const row = (Title: string, Duration: unknown, Category = '') => ({ Title, Category, Duration });

test('columns are found by whole words, whatever stands first', () => {
  expect(workRows({ columns: COLUMNS, rows: [row(' Ticket\n triage ', '1h30', 'ops')], rate: 100 })).toMatchObject({
    rows: [{ text: 'Ticket triage', category: 'ops', minutes: 90 }],
    ...{ questions: [], columns: { text: 'Title', category: 'Category', duration: 'Duration' }, rate: 100 },
  });
});

test('a name that only holds such a word is no such column', () => {
  expect(asked(workRows({ columns: ['Subtitle', 'Timeout'], rows: [], rate: 1 }))).toEqual(['text', 'duration']);
});

test('the same number is the same time, from a text and from a cell', () => {
  const made = workRows({ columns: COLUMNS, rows: [row('a', '2.5'), row('b', 2.5)], unit: 'h', rate: 1 });
  expect(made['rows']).toMatchObject([{ minutes: 150 }, { minutes: 150 }]);
});

test('the head of a column says the unit', () => {
  const made = workRows({ columns: ['Task', 'Time (h)'], rows: [{ Task: 'a', 'Time (h)': 2 }], rate: 1 });
  expect(made).toMatchObject({ rows: [{ minutes: 120 }], questions: [] });
});

test('what is not said is asked, with a form for the answers', () => {
  const made = workRows({ columns: COLUMNS, rows: [row('a', 2)] });
  expect(asked(made)).toEqual(['unit', 'rate']);
  expect(made['form']).toMatchObject({ properties: { unit: { enum: ['min', 'h', 'd'] }, rate: { type: 'number' } } });
  const answered = workRows({ columns: COLUMNS, rows: [row('a', 2)], answers: { unit: 'h', rate: 80 } });
  expect(answered).toMatchObject({ questions: [], rows: [{ minutes: 120 }], rate: 80 });
});

test('a row that cannot be read is asked about, and not left out', () => {
  const rows = [row('a', '10 min'), row('b', 'a while')];
  const made = workRows({ columns: COLUMNS, rows, rate: 1 });
  expect([asked(made), made['rows']]).toMatchObject([['minutes'], [{ minutes: 10 }, { minutes: null }]]);
  expect(workRows({ columns: COLUMNS, rows, rate: 1, answers: { minutes: 5 } })).toMatchObject({
    ...{ questions: [], rows: [{ minutes: 10 }, { minutes: 5 }] },
  });
});
