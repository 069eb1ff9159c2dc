import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const audit = await shippedFunction('time-audit');

// What floating point would get wrong: 1.005 is less than 1.005, and 0.1 + 0.2 more than 0.3.
test.each([
  ['a half goes up, by what is written', 60, 1.005, 1.01],
  ['so does one that was divided', 30, 2.01, 1.01],
  ['no digit is lost on the way', 0.1, 600, 1],
  ['numbers with a power of ten count as any', 60, 1e-7, 0],
  ['large ones, too', 60, 1e21, 1e21],
])('%s', (_, minutes, rate, cost) => {
  const row = { text: 'a', minutes };
  expect(audit({ rows: [row], rate, period: 'year' })).toMatchObject({ cost: { perYear: cost } });
});
