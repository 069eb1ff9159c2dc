import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const complexity = await shippedFunction('complexity');

test('web 4 + realtime 3 + two services 1 = 8, and half of it for one alone', () => {
  expect(complexity({ kind: 'web', technique: 'realtime', services: 2, team: 'solo' })).toEqual({
    ...{ score: 4, phases: 5, depth: 'standard', unknown: [] },
  });
});

test.each([
  ['script', 'simple', 0, 'solo', 1, 3],
  ['script', 'simple', 1, 'small', 3, 3],
  ['web', 'realtime', 0, 'small', 7, 5],
  ['web', 'realtime', 3, 'medium', 10.8, 7],
  ['distributed', 'multiRegion', 6, 'small', 13, 9],
  ['distributed', 'multiRegion', 6, 'large', 19.5, 12],
])('%s, %s, %s services, %s: %s is %s phases', (kind, technique, services, team, score, phases) => {
  expect(complexity({ kind, technique, services, team })).toMatchObject({ score, phases });
});

test('what it does not know it does not guess', () => {
  expect(complexity({ kind: 'email' })).toEqual({ score: null, phases: null, depth: null, unknown: ['kind'] });
});
