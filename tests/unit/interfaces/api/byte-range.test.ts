/** Which bytes are asked for. */
import { expect, test } from 'vitest';
import { byteRange } from '../../../../interfaces/api/byte-range.ts';

test.each([
  [undefined, 'whole'],
  ['bytes=0-', [0, 9]],
  ['bytes=3-5', [3, 5]],
  ['bytes=3-99', [3, 9]],
  ['bytes=-4', [6, 9]],
  ['bytes=-99', [0, 9]],
  ['bytes=-0', 'none'],
  ['bytes=10-', 'none'],
  ['bytes=5-3', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=1-2,4-5', 'whole'],
  ['lines=1-2', 'whole'],
] as const)('%s of ten', (header, wanted) => {
  const range = byteRange(header, 10);
  expect(range.kind === 'part' ? [range.from, range.to] : range.kind).toEqual(wanted);
});
