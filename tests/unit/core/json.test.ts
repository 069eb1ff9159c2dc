import { expect, test } from 'vitest';
import { DEEPEST, jsonOf } from '../../../core/json.ts';

const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test('a text of others is its value where it is JSON that can be walked', () => {
  expect(jsonOf('{"a":[1,null]}')).toEqual({ a: [1, null] });
  expect(jsonOf('{"a":')).toBeUndefined();
  for (const levels of [DEEPEST - 1, DEEPEST]) expect(jsonOf(lists(levels))).toBeDefined();
  for (const levels of [DEEPEST + 2, 300_000]) {
    expect(jsonOf(lists(levels)), `${levels} lists`).toBeUndefined();
    expect(jsonOf(objects(levels)), `${levels} objects`).toBeUndefined();
  }
});
