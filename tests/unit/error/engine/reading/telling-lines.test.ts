/** What only speaks of trouble is not what went wrong. */
import { expect, test } from 'vitest';
import { tellingLines } from '../../../../../error/engine/reading/telling-lines.ts';

const said = (lines: readonly string[]): readonly string[] => tellingLines(lines).filter((line) => line !== '');

test('what was tried again with success is overcome', () => {
  expect(said(['API Error (529) · Retrying in 2 seconds… (attempt 2/10)', 'done: 14 tests pass'])).toEqual([
    'done: 14 tests pass',
  ]);
});

test('what was tried again and given up is not', () => {
  const lines = ['API Error (529) · Retrying in 2 seconds… (attempt 9/10)', 'Aborted'];
  expect(said(lines)).toEqual(lines);
});

test('a difference, a commit, a search and what was passed over are shown, not told', () => {
  expect(said(['@@ -1,2 +1,2 @@', ' a', '-ERROR: no', '+ok', 'end'])).toEqual(['end']);
  expect(said(['commit 0123abc', '', '    Fix ECONNREFUSED', 'end'])).toEqual(['commit 0123abc', 'end']);
  expect(said(['a.ts:1:    throw new Error(x);', 'b.md:2:text'])).toEqual([]);
  expect(said(['fatal: [web1]: FAILED!', '...ignoring', 'ok: [web1]'])).toEqual(['ok: [web1]']);
});

test('a warning is not the end of what goes on after it, unless warnings count', () => {
  expect(said(['npm warn ETIMEDOUT', 'added 3 packages'])).toEqual(['added 3 packages']);
  expect(said(['WARNING: a.md is odd', 'Aborted with 1 warnings in strict mode!'])).toHaveLength(2);
});
