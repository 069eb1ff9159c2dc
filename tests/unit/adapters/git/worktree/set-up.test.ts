import { expect, test } from 'vitest';
import { countSetUp, noteSetUp, whySetUp } from '../../../../../adapters/git/worktree/set-up.ts';
import { temporary, write } from '../rig.ts';

test.each<[string, string, string, string | null]>([
  ['the same script and lock file', 'npm ci', '{}', null],
  ['another lock file', 'npm ci', '{"a":1}', 'package-lock.json changed'],
  ['another script', 'npm ci --force', '{}', 'the script has changed'],
])('with %s a worktree is set up or not', (_, script, lock, expected) => {
  const [worktree, gitDir] = [temporary(), temporary()];
  write(worktree, { 'package-lock.json': '{}' });
  noteSetUp(worktree, gitDir, 'npm ci');
  write(worktree, { 'package-lock.json': lock });
  expect(whySetUp(worktree, gitDir, script)).toBe(expected);
});

test('a file that the script names counts as a lock file', () => {
  const [worktree, gitDir] = [temporary(), temporary()];
  const script = 'pip install -r "requirements/dev.txt"';
  write(worktree, { 'requirements/dev.txt': 'a==1' });
  noteSetUp(worktree, gitDir, script);
  write(worktree, { 'requirements/dev.txt': 'a==2' });
  expect(whySetUp(worktree, gitDir, script)).toBe('requirements/dev.txt changed');
});

test('one that was cut short is not set up', () => {
  const [worktree, gitDir] = [temporary(), temporary()];
  expect(whySetUp(worktree, gitDir, 'npm ci')).toBe('it is new');
  noteSetUp(worktree, gitDir, 'npm ci');
  noteSetUp(worktree, gitDir, null);
  expect(whySetUp(worktree, gitDir, 'npm ci')).toContain('cut short');
});

test('those that began and came to no end are counted until one has', () => {
  const gitDir = temporary();
  expect([1, 2, 3].map(() => countSetUp(gitDir, true))).toEqual([0, 1, 2]);
  expect(countSetUp(gitDir, false)).toBe(3);
  expect(countSetUp(gitDir, true)).toBe(0);
});
