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
