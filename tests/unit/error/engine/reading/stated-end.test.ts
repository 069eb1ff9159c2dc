import { expect, test } from 'vitest';
import { classify } from '../../../../../error/engine/verdict/classify.ts';
import { statedExit } from '../../../../../error/engine/reading/stated-end.ts';
import { requestFor } from '../../fixture.ts';

test.each([
  ['##[error]Process completed with exit code 137.', 137],
  ['Exited with code exit status 137', 137],
  ['ERROR: Job failed: command terminated with exit code 143', 143],
  ['web-1 exited with code 139', 139],
  ['run.sh: line 3:  4242 Killed                  node a.js', 137],
  ['bash: line 1: 10822 Segmentation fault      (core dumped) ./a', 139],
  ['make: *** [Makefile:3: test] Terminated', 143],
  ['Killed', 137],
  ['Killed 3 processes that were left over', null],
  ['Process completed with exit code 1.', null],
  ['the server returned status 404', null],
])('%s: %s', (line, code) => {
  expect(statedExit(['running', line, ''])).toBe(code);
});

test('what a log says of an exit long before its end is not its own', () => {
  expect(statedExit(['Killed', ...Array.from({ length: 10 }, () => 'a'), 'b'])).toBeNull();
});

test.each([
  [1, 'out-of-memory'],
  [null, 'out-of-memory'],
  [3, 'tool-exit'],
])('a runner that ends with %s though memory ran out: %s', async (exitCode, code) => {
  const request = await requestFor({ stdout: 'testing\nProcess completed with exit code 137.\n', exitCode });
  expect((await classify(request)).code).toBe(code);
});
