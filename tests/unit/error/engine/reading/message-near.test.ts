/** The sentence that belongs to a place on a line of its own. */
import { expect, test } from 'vitest';
import { messageNear } from '../../../../../error/engine/reading/message-near.ts';

test.each([
  [['./a.ts:1:1', "Module not found: Can't resolve 'x'", '> 1 | import x'], 0, "Module not found: Can't resolve 'x'"],
  [["  x eslint(a): 'b' is never used", '   ,-[a.ts:1:1]', ' 1 | x'], 1, "eslint(a): 'b' is never used"],
  [
    ['ReferenceError: document is not defined', '', '> /a.jsx:22:18', '', '  20 | }'],
    2,
    'ReferenceError: document is not defined',
  ],
  [['a.ts:1:1'], 0, null],
] as const)('%j', (lines, at, expected) => {
  expect(messageNear(lines, at)).toBe(expected);
});
