import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const blocking = await shippedFunction('blocking');

test.each([
  ['a reviewer that could not be asked', null, []],
  ['what would be nicer', [{ severity: 'medium', detail: 'd', fix: 'f' }], []],
  [
    'what makes it fail',
    [
      { severity: 'high', detail: 'd', fix: 'f' },
      { severity: 'critical', detail: 'e' },
    ],
    ['d: f', 'e'],
  ],
])('%s', (_, issues, problems) => {
  expect(blocking({ issues })).toEqual({ ok: problems.length === 0, problems });
});
