import { expect, test } from 'vitest';
import { compileExpression } from '../../../../../core/planning/expressions/expressions.ts';

test.each([
  ['inputs.w = 3', 9, 'write == to compare'],
  ['inputs.w =3', 9, 'write == to compare'],
  ["inputs.a == 'x' & inputs.b", 16, 'write && for "and"'],
  ['inputs.a | inputs.b', 9, 'write || for "or"'],
  ['inputs.a == "x"', 12, "texts stand in single quotes: 'x'"],
  ["inputs.a == 'x", 12, 'never closed'],
  ['inputs.a + 1', 9, 'they do not calculate'],
  ['${{ inputs.a }} && inputs.b', 0, 'stands around a whole expression'],
  ['inputs.a and inputs.b', 9, 'write && instead'],
  ['inputs.a or inputs.b', 9, 'write || instead'],
  ['not inputs.a', 0, 'write ! instead'],
])('%s is told at its place, with what to write', (source, offset, advice) => {
  expect(compileExpression(source)).toMatchObject({
    ok: false,
    error: { offset, message: expect.stringContaining(advice) as string },
  });
});
