/** Paths of steps, taken apart. */
import { expect, test } from 'vitest';
import { stepId } from '../../../core/id.ts';
import { isItem, isRound, nameInside, parentPath } from '../../../core/step-path.ts';

test.each([
  ['build', null, 'build'],
  ['build/compile', 'build', 'compile'],
  ['test[os=linux,node=20]', 'test', 'os=linux,node=20'],
  ['test[a/b#1]', 'test', 'a/b#1'],
  ['test[a/b#1]/deep', 'test[a/b#1]', 'deep'],
  ['fix#2', 'fix', '#2'],
  ['fix#2/edit', 'fix#2', 'edit'],
  ['all[x]#3', 'all[x]', '#3'],
  ['lane/ws.merge', 'lane', 'ws.merge'],
  ['build/compile.compensate', null, 'compile.compensate'],
  ['ws.rollback', null, 'ws.rollback'],
])('%s stands in %s, as %s', (path, parent, name) => {
  expect(parentPath(stepId(path))).toBe(parent);
  expect(nameInside(path)).toBe(name);
});

test('items and rounds are told by their last part', () => {
  expect([isItem('test[a]'), isItem('test[a]/b'), isRound('fix#2'), isRound('fix#2/edit'), isRound('t[#1]')]).toEqual([
    ...[true, false, true, false, false],
  ]);
});
