import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const grounded = await shippedFunction('grounded');
const facts = {
  time: { minutes: 135, hours: 2.25 },
  cost: { perYear: 11_700 },
  share: 55.56,
  title: 'Q3 report of 2026',
};

test.each([
  ['135 minutes are 2.25 hours', []],
  ["11,700 a year, or 11'700", []],
  ['about 56 %, or 55.6 %', []],
  ['in 2026', []],
  ['v2 of the plan, in Q3', []],
  ['12 000 a year', ['12', '0']],
  ['about 60 %', ['60']],
  ['1.000', ['1']],
])('%j holds %j that no fact does', (text, ungrounded) => {
  expect(grounded({ text: { paragraphs: [text] }, facts })).toEqual({ ok: ungrounded.length === 0, ungrounded });
});
