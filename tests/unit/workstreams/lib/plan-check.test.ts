import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const check = await shippedFunction('plan-check');

const step = (number: string, more: object = {}) => ({ number, acceptance: ['npm test'], dependsOn: [], ...more });
const GOOD = [
  { number: 1, steps: [step('1.1'), step('1.2', { dependsOn: ['1.1'] })] },
  { number: 2, steps: [step('2.1', { dependsOn: ['1.2'] })] },
];

test('a plan in order has no problems', () => {
  expect(check({ phases: GOOD })).toEqual({ ok: true, problems: [], phases: 2, steps: 3, plan: GOOD });
});

test.each([
  ['phase-number', [GOOD[0], { ...GOOD[1], number: 3, steps: [step('3.1')] }], '3'],
  ['empty-phase', [...GOOD, { number: 3, steps: [] }], '3'],
  ['step-number', [{ number: 1, steps: [step('1.1'), step('1.3')] }], '1.3'],
  ['no-acceptance', [{ number: 1, steps: [step('1.1', { acceptance: [' '] })] }], '1.1'],
  ['unknown-dependency', [{ number: 1, steps: [step('1.1', { dependsOn: ['9.9'] })] }], '1.1'],
  ['order', [{ number: 1, steps: [step('1.1', { dependsOn: ['1.2'] }), step('1.2')] }], '1.1'],
  ['order', [{ number: 1, steps: [step('1.1', { dependsOn: ['1.1'] })] }], '1.1'],
  ['duplicate-number', [{ number: 1, steps: [step('1.1'), step('1.1')] }], '1.1'],
  ['empty-plan', [], ''],
])('%s', (code, phases, at) => {
  const found = check({ phases });
  expect(found['ok']).toBe(false);
  expect(found['problems']).toMatchObject([{ code, at }]);
});

test('step 1.10 comes after 1.9', () => {
  const steps = Array.from({ length: 10 }, (_, at) => step(`1.${at + 1}`, at === 9 ? { dependsOn: ['1.9'] } : {}));
  expect(check({ phases: [{ number: 1, steps }] })).toMatchObject({ ok: true });
});

test('one phase alone is looked at with its number and the steps that are known', () => {
  const phases = [GOOD[1]];
  expect(check({ phases, from: 2, known: ['1.2'] })).toMatchObject({ ok: true });
  expect(check({ phases, from: 2 })['problems']).toMatchObject([{ code: 'unknown-dependency' }]);
});

test('a part may depend on what comes before it and is not there, and on nothing that comes after', () => {
  const part = (need: string) =>
    check({ phases: [{ number: 2, steps: [step('2.1', { dependsOn: [need] })] }], from: 2, isPart: true });
  expect(part('1.7')).toMatchObject({ ok: true });
  expect(part('3.1')).toMatchObject({ problems: [{ code: 'unknown-dependency' }] });
});

test('a plan that must hold and does not is a failure', () => {
  expect(() => check({ phases: [], mustHold: true })).toThrow('the plan has no phases');
});
