import { expect, test } from 'vitest';
import { findStop } from '../../../../../error/engine/policy/oscillation.ts';

test.each([
  ['', 2, null],
  ['a', 2, null],
  ['aa', 2, null],
  ['aaa', 2, 'repeated'],
  ['abaca', 2, 'repeated'],
  ['aab', 2, null],
  ['aaab', 2, null],
  ['aba', 5, null],
  ['abab', 5, 'oscillating'],
  ['xabab', 5, 'oscillating'],
  ['abba', 5, null],
  ['abac', 5, null],
  ['aaaa', 5, null],
  ['a', 0, 'repeated'],
])('after %j with a limit of %i: %s', (history, limit, kind) => {
  expect(findStop([...history], limit)?.kind ?? null).toBe(kind);
});

test('a stop says why, with the signatures', () => {
  expect(findStop(['x', 'y', 'x', 'y'], 9)).toEqual({
    kind: 'oscillating',
    signatures: ['x', 'y'],
    reason: 'two failures take turns: x and y; mending one brings back the other',
  });
  expect(findStop(['x', 'x', 'x'], 2)?.reason).toBe(
    'the same failure came 3 times in a row, more than the 2 allowed: x',
  );
});
