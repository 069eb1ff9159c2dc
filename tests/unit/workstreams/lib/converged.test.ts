import { describe, expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const converged = await shippedFunction('converged');

const finding = (severity: string, title: string, file = 'a.ts') => ({ severity, title, file });
const TWO = [finding('medium', 'No test.'), finding('high', 'Wrong sum')];
const KEYS = ['a.ts|no test', 'a.ts|wrong sum'];

describe('a round', () => {
  test.each([
    [
      'with as many findings as the threshold goes on',
      { findings: TWO, threshold: 2 },
      { done: false, stuck: false, keys: KEYS },
    ],
    ['with fewer is enough', { findings: TWO, threshold: 3 }, { done: true }],
    ['with one that is critical goes on', { findings: [finding('critical', 'Leak')] }, { done: false, count: 1 }],
    [
      'that finds the same again is stuck',
      { findings: TWO, threshold: 2, seen: KEYS },
      { done: false, stuck: true, fresh: [] },
    ],
    [
      'that finds something else is not',
      { findings: TWO, threshold: 2, seen: ['a.ts|no test'] },
      { stuck: false, fresh: ['a.ts|wrong sum'] },
    ],
    ['without findings is enough', { findings: [], seen: [] }, { done: true, stuck: false }],
  ])('%s', (_, input, wanted) => {
    expect(converged(input)).toMatchObject(wanted);
  });

  test('counts what is told twice once, and neither taste nor praise', () => {
    const findings = [
      ...TWO,
      finding('high', 'wrong  SUM'),
      finding('low', 'Name'),
      finding('praise', 'Nice'),
      finding('praise', 'Good'),
    ];
    expect(converged({ findings, threshold: 3 })).toMatchObject({ count: 2, done: true });
  });
});

describe('from the second round on', () => {
  const late = {
    findings: [finding('medium', 'No test', 'b.ts'), finding('high', 'Wrong sum', 'b.ts')],
    seen: KEYS,
    threshold: 2,
  };

  test('a medium finding where nothing changed comes too late, and a high one does not', () => {
    expect(converged({ ...late, changed: ['a.ts'] })).toMatchObject({
      late: ['b.ts|no test'],
      keys: ['b.ts|wrong sum'],
    });
  });

  test('it counts where something changed, where nobody knows, and in the first round', () => {
    expect(converged({ ...late, changed: ['b.ts'] })).toMatchObject({ count: 2, late: [] });
    expect(converged({ ...late, changed: null })).toMatchObject({ count: 2, late: [] });
    expect(converged({ ...late, seen: null, changed: [] })).toMatchObject({ count: 2, late: [] });
  });
});
