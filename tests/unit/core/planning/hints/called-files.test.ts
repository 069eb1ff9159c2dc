import { expect, test } from 'vitest';
import { calledFiles } from '../../../../../core/planning/hints/called-files.ts';

test.each([
  ['./new.sh', './new.sh', 0],
  ['scripts/a.sh --x', 'scripts/a.sh', 0],
  ['set -e\nX=1 Y=2 ./a', './a', 15],
  ['true && ./a;', './a', 8],
  ['if ./a; then b; fi', './a', 3],
  ['bash -eu new.sh', 'new.sh', 9],
  ['python3 tools/x.py', 'tools/x.py', 8],
  ['node ./x.mjs', './x.mjs', 5],
  ['. ./env', './env', 2],
  ['x=$(./a)', './a', 4],
  ['"./a" b', './a', 1],
])('%s calls %s', (script, path, offset) => {
  expect(calledFiles(script)).toEqual([{ path, offset }]);
});

test.each([
  ['npm test'],
  ['/bin/x'],
  ['cat data/x.csv'],
  ['${{ inputs.a }}/x'],
  ['"$X/a.sh"'],
  ['node -e 1'],
  ['cd a/b/'],
])('%s calls none', (script) => {
  expect(calledFiles(script)).toEqual([]);
});

test('a hostile script takes no time', () => {
  const before = process.cpuUsage();
  for (const part of ['a=b ', 'sh -x ', './', ' \t', 'then ', '(', '"./a'])
    calledFiles(part.repeat(Math.floor(200_000 / part.length)));
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
});
