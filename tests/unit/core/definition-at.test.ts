import { expect, test } from 'vitest';
import { definitionAt, pathsNeeding, writtenPaths } from '../../../core/definition-at.ts';
import { stepId } from '../../../core/id.ts';
import { aForeach, aGroup, aLoop } from '../../rig/bodies.ts';
import { aStep, aWorkstream } from '../../rig/step.ts';

const inner = aStep('fix', [], { title: 'inner' });
const group = aStep('g', [], { body: aGroup([inner, aStep('check', ['fix'])]) });
const rounds = aStep('g', [], { body: aLoop(group, 3, null) });
const items = aStep('g', [], { body: aForeach(['a/b', 'c'], rounds) });
const workstream = aWorkstream([items, aStep('after', ['g'])], { finally: [aStep('last')] });

test.each([
  ['g', items],
  ['g[a/b]', rounds],
  ['g[a/b]#2', group],
  ['g[a/b]#2/fix', inner],
  ['last', workstream.finally[0]],
  ['nobody', null],
  ['g[c]/fix', null],
  ['after/x', null],
])('the definition of %s', (path, step) => {
  expect(definitionAt(workstream, path)).toBe(step);
});

test('who needs a step stands beside it', () => {
  expect(pathsNeeding(workstream, stepId('g[a/b]#2/fix'))).toEqual(['g[a/b]#2/check']);
  expect(pathsNeeding(workstream, stepId('g'))).toEqual(['after']);
  expect(pathsNeeding(workstream, stepId('g[c]'))).toEqual([]);
});

test('what is in groups is known before they open', () => {
  expect(writtenPaths(aWorkstream([group, items]))).toEqual(['g', 'g/fix', 'g/check', 'g']);
});
