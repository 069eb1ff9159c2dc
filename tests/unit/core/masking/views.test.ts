import { expect, test } from 'vitest';
import { Page } from '../../../../core/masking/page.ts';
import { widened } from '../../../../core/masking/views.ts';

test.each([
  ['abcdefgh', [3, 5], 2, [1, 7]],
  ['a b  c d  e f', [5, 8], 1, [2, 11]],
  ['abc', [1, 2], 5, [0, 3]],
] as const)('in %j the part %j with %i more at both sides is %j', (text, part, count, wide) => {
  const page = new Page();
  page.show(Buffer.from(text));
  expect(widened(page, part, count)).toEqual(wide);
});
