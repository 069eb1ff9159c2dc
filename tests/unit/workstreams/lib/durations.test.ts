import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const durations = await shippedFunction('durations');

test.each([
  ['1h30', 90],
  ['1:30', 90],
  ['1h 30m', 90],
  ['1 hour 5 minutes', 65],
  ['2,5 h', 150],
  ['2.5h', 150],
  ['2d', 960],
  ['1d 2h', 600],
  ['45 min', 45],
  ['0 min', 0],
  ['2.5', null],
  [2.5, null],
  ['-5 min', null],
  [-5, null],
  ['1:75', null],
  ['30m 1h', null],
  ['1h 2h', null],
  ['soon', null],
  ['', null],
  [null, null],
  ['5 parsecs', null],
  ['1e3 min', null],
])('%j is %j minutes', (value, minutes) => {
  expect(durations({ values: [value] })).toMatchObject({ minutes: [minutes] });
});

test('the unit of a bare number is asked for once, and holds for texts and numbers alike', () => {
  expect(durations({ values: ['2.5', 2.5, '10 min'] })).toEqual({
    minutes: [null, null, 10],
    questions: [{ id: 'unit', text: 'Are the numbers minutes, hours or days?' }],
  });
  expect(durations({ values: ['2.5', 2.5, '10 min'], unit: 'h' })).toEqual({ minutes: [150, 150, 10], questions: [] });
});

test('what cannot be read is asked for by its place', () => {
  expect(durations({ values: ['1h', 'a while'] })['questions']).toEqual([
    { id: 'minutes-2', text: 'How long is "a while"?' },
  ]);
});
