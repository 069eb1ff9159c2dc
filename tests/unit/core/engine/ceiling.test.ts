import { expect, test } from 'vitest';
import { ceilingAbove } from '../../../../core/engine/ceiling.ts';

test.each([
  ['/a/b/run', '/a/b:/a:/'],
  ['/run', '/'],
  ['/a b/c/run', '/a b/c:/a b:/'],
  // A folder with a colon cannot be named in a list.
  ['/a:b/c/run', '/'],
  ['/a/b:c/run', '/a:/'],
])('git looks for a repository from %s up to none of the folders above', (worktree, ceiling) => {
  expect(ceilingAbove(worktree)).toBe(ceiling);
});
