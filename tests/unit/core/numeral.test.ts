import { expect, test } from 'vitest';
import { isHeld, unheld, unheldIn } from '../../../core/numeral.ts';

test.each([
  '0',
  '-0',
  '3.10',
  '1e10',
  '1E+3',
  '+1',
  '.5',
  '5.',
  '0x1F',
  '0o17',
  '9007199254740992',
  '1.7976931348623157e308',
])('a number holds %s', (source) => {
  expect(isHeld(source)).toBe(true);
  expect(unheld(source)).toBeNull();
});

test.each([
  ['12345678901234567890', 'is a number that cannot be held without losing digits'],
  ['9007199254740993', 'is a number that cannot be held without losing digits'],
  ['0.1000000000000000000001', 'is a number that cannot be held without losing digits'],
  ['1e400', 'is a number that cannot be held without losing digits'],
  ['1e-400', 'is a number that cannot be held without losing digits'],
  ['0123', 'is no number as JSON writes them, which begin with no 0'],
  ['-007', 'is no number as JSON writes them, which begin with no 0'],
  ['.inf', 'is no number that JSON has'],
])('%s is not held, and why', (source, why) => {
  expect(unheld(source)).toBe(`${source} ${why}; put it in quotes where it is text`);
});

test.each([
  ['{"a": 1, "b": [2.50, "12345678901234567890", "\\"99999999999999999999"]}', null],
  ['{"a": "x", "b": 12345678901234567890}', 16],
])('in %s', (json, offset) => {
  expect(unheldIn(json)?.offset ?? null).toBe(offset);
});
