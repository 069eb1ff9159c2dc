import { expect, test } from 'vitest';
import { planWorkstream } from '../../../../core/planning/plan.ts';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import type { Step } from '../../../../core/workstream.ts';
import { aStep, aWorkstream, sha256 } from '../../../rig/step.ts';

const files = (...only: readonly string[]): Partial<Step> => ({ files: { only, outside: 'fail' } });
const problemsOf = (...steps: readonly Step[]) => {
  const planned = planWorkstream(aWorkstream(steps), sha256, describeTool);
  return planned.ok ? [] : planned.error.map(({ code, pointer }) => `${code} ${pointer}`);
};

test('steps that write beside each other keep their files apart', () => {
  expect(problemsOf(aStep('a', [], files('src/a')), aStep('b', [], files('src/b')))).toEqual([]);
  expect(problemsOf(aStep('a', [], files('src')), aStep('b', [], files('src/b')))).toEqual([
    'scopes-overlap /steps/0/files',
    'scopes-overlap /steps/1/files',
  ]);
  expect(problemsOf(aStep('a', [], files('src')), aStep('b'))).toEqual(['scopes-overlap /steps/0/files']);
});

test('who never works beside another may change the same', () => {
  // a → b → c
  expect(problemsOf(aStep('a', [], files('src')), aStep('b', ['a']), aStep('c', ['b'], files('src')))).toEqual([]);
  expect(problemsOf(aStep('a', [], { ...files('src'), access: 'exclusive' }), aStep('b'))).toEqual([]);
  expect(problemsOf(aStep('a', [], files('src')), aStep('b', [], { access: 'read' }))).toEqual([]);
});

const inGroup = (id: string, needs: readonly string[], ...steps: readonly Step[]): Step =>
  aStep(id, needs, { body: { kind: 'group', steps, outputs: {}, timeoutMs: null } });
const each = (concurrency: number | null, step: Step): Step => {
  const open = { key: null, where: null, needs: null, minSuccess: null, failFast: false, timeoutMs: null, maxItems: 9 };
  return aStep(step.id, [], {
    body: { kind: 'foreach', steps: [step], isMatrix: false, items: [1, 2], concurrency, ...open },
  });
};

test('steps in bodies are held apart from those beside them, and beside what they are in', () => {
  // one{a, b} ∥ two{c}
  const [a, b, c] = [aStep('a', [], files('src')), aStep('b', ['a'], files('src')), aStep('c', [], files('src/c'))];
  const within = (at: string) => `scopes-overlap ${at}/files`;
  expect(problemsOf(inGroup('one', [], a, b), inGroup('two', [], c))).toEqual(
    ['/steps/0/steps/0', '/steps/0/steps/1', '/steps/1/steps/0'].map(within),
  );
  expect(problemsOf(inGroup('one', [], a, b), inGroup('two', ['one'], c))).toEqual([]);
  expect(problemsOf(inGroup('one', [], a, aStep('d', [], files('docs'))), aStep('e'))).toEqual(
    ['/steps/0/steps/0', '/steps/0/steps/1'].map(within),
  );
});

test('the items of a step are beside each other, unless there is one at a time', () => {
  const step = aStep('a', [], files('src'));
  expect(problemsOf(each(null, step))).toEqual(['scopes-overlap /steps/0/files']);
  expect(problemsOf(each(1, step))).toEqual([]);
  expect(problemsOf(each(2, { ...step, access: 'exclusive' }))).toEqual([]);
  expect(problemsOf(each(2, inGroup('a', [], step)))).toHaveLength(1);
});

test('what a log holds is planned as it was begun', () => {
  const logged = aWorkstream([aStep('a', [], files('src')), aStep('b')]);
  expect(planWorkstream(logged, sha256, describeTool, 'log').ok).toBe(true);
});
