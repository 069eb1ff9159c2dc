import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { globTest, LONGEST_GLOB } from '../../../../specifications/content/glob.ts';
import { parseWorkflow } from '../../../../specifications/content/workflow.ts';

test.each([
  ['*.md', ['a.md', '.md'.padStart(5, 'x')], ['.md', 'a/b.md', 'a.mdx']],
  ['specs/**/*.md', ['specs/a.md', 'specs/a/b/c.md'], ['specs/.a/b.md', 'specs.md', 'x/specs/a.md']],
  ['**', ['a', 'a/b'], ['.a', 'a/.b']],
  ['**/.hidden', ['.hidden', 'a/.hidden'], ['.a/.hidden', 'hidden']],
  ['a/**/b/**/c', ['a/b/c', 'a/x/b/b/y/c'], ['a/c', 'a/b/x']],
  ['[a-c]?[!x].{md,txt}', ['abc.md', 'a1y.txt'], ['dbc.md', 'abx.md', 'abc.rst']],
  ['[z-a]', [], ['a', 'z']],
  ['é*', ['éa'], ['e']],
])('the glob %s matches %j and not %j', (pattern, matching, others) => {
  expect(matching.filter((path) => !globTest(pattern)(path))).toEqual([]);
  expect(others.filter((path) => globTest(pattern)(path))).toEqual([]);
});

test.each([
  ['stars in a name', `${'*a'.repeat(200)}b`, 'a'.repeat(4_000)],
  ['stars for folders', `${'**/a/'.repeat(90)}b`, 'a/'.repeat(2_000)],
  ['both', `${'**/*a*/'.repeat(60)}b`, `${'a'.repeat(50)}/`.repeat(80)],
])('a glob of many %s takes no longer than it is long', (_, pattern, path) => {
  const before = performance.now();
  expect(globTest(pattern)(path)).toBe(false);
  // A bound that no machine misses, however busy: what goes back would not be done within the year.
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('a longer one than files need is refused', () => {
  const generates = '*'.repeat(LONGEST_GLOB + 1);
  const read = () => ({
    ok: true,
    value: { name: 'w', version: 1, artifacts: [{ id: 'a', generates, template: 't' }] },
  });
  const parsed = parseWorkflow('', read as never);
  expect(parsed.ok ? '' : parsed.error).toContain('501 characters; 500 are the most it may have');
});
