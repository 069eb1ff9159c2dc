/** Whatever most lines begin with and did not say themselves. */
import { expect, test } from 'vitest';
import { withoutSharedPrefix } from '../../../../../error/engine/reading/shared-prefix.ts';

const SAID = ['npm test', '', 'src/a.ts(1,2): error TS2322: no', 'lib/b.ts(3,4): error TS7006: no', 'Found 2 errors'];

test.each([
  '12:01:07.123 | ',
  '[   4.310] ',
  '12.345 ',
  '+1.234s ',
  '2026-05-01 10:00:00,123 ',
  '[2026-05-01T10:00:00Z] ',
  '| ',
  '> ',
  'api-tests  | ',
  '[worker-3] ',
  'shop/web:test: ',
  '#12 4.310 ',
  '➤ YN0000: [@acme/web]: ',
  'May 01 10:00:00 ',
])('%j is taken off', (prefix) => {
  expect(withoutSharedPrefix(SAID.map((line) => `${prefix}${line}`)).map((line) => line.trim())).toEqual(SAID);
});

test('what a logger of JSON was told is read', () => {
  const lines = SAID.map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: 't' }));
  expect(withoutSharedPrefix(lines)).toEqual(SAID);
});

test.each([
  ['error: a is wrong', 'error: b is wrong', 'error: c is wrong', 'error: d is wrong'],
  ['a.py:1: E1 no', 'a.py:2: E2 no', 'a.py:3: E3 no', 'a.py:4: E4 no'],
  ['npm error code E1', 'npm error a', 'npm error b', 'npm error c'],
  ['go: a is missing', 'go: b is missing', 'go: c is missing', 'go: d is missing'],
  ['10:00 12:00', '10:01 12:01', '10:02 12:02', '10:03 12:03'],
  ['web: one', 'two', 'three', 'four', 'five'],
])('what a tool says itself stays: %s', (...lines) => {
  expect(withoutSharedPrefix(lines)).toBe(lines);
});
