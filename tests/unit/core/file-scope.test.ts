import { expect, test } from 'vitest';
import { areDisjoint, outsideOf } from '../../../core/file-scope.ts';

test.each([
  ['src/**', 'src/a.ts', true],
  ['src/**', 'src/deep/er/a.ts', true],
  ['src/**', 'srcs/a.ts', false],
  ['src', 'src/a.ts', true],
  ['src/', 'src/deep/a.ts', true],
  ['src', 'other/src/a.ts', false],
  ['**/*.ts', 'a.ts', true],
  ['**/*.ts', 'x/y/a.ts', true],
  ['**/*.ts', 'a.tsx', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['**/test/**', 'x/test/y/z', true],
  ['*a*a*a*a*a*b', 'a'.repeat(40), false],
  ['README.md', 'README.md', true],
  ['[ab].ts', 'a.ts', false],
])('%s and %s: %s', (only, path, isIn) => {
  expect(outsideOf({ only: [only] }, [path])).toEqual(isIn ? [] : [path]);
});

test.each([
  [['src/a/**'], ['src/b/**'], true],
  [['src/**'], ['src/b/**'], false],
  [['src'], ['docs', 'src/x'], false],
  [['src/*.ts'], ['src/*.md'], false],
  [['**/*.ts'], ['docs'], false],
  [['a', 'b'], ['c', 'd'], true],
])('%j and %j are surely apart: %s', (one, other, are) => {
  expect(areDisjoint({ only: one }, { only: other })).toBe(are);
});
