import { expect, test } from 'vitest';
import { issueOf, MESSAGE_LIMIT, readIssue, relativePath } from '../../../../../error/engine/reading/issue.ts';

test.each([
  ['/repo/src/a.ts', '/repo', 'src/a.ts'],
  ['/repo/src/a.ts', '/repo/', 'src/a.ts'],
  ['/repository/a.ts', '/repo', '/repository/a.ts'],
  ['file:///repo/a.ts', '/repo', 'a.ts'],
  ['./a.ts', '/repo', 'a.ts'],
  ['src\\a.ts', '/repo', 'src/a.ts'],
  ['C:\\repo\\a.ts', 'C:\\repo', 'a.ts'],
  ['/repo/a.ts', null, '/repo/a.ts'],
])('%s under %s is %s', (path, root, expected) => {
  expect(relativePath(path, root)).toBe(expected);
});

test('a draft is filled in, and a place that cannot be is unknown', () => {
  expect(issueOf({ tool: 't', message: '  two\n lines ', line: '0', column: '-1' })).toEqual({
    tool: 't',
    path: null,
    line: null,
    column: null,
    code: null,
    category: 'other',
    severity: 'error',
    message: 'two lines',
  });
});

test('a message is cut', () => {
  expect(issueOf({ tool: 't', message: 'x'.repeat(100_000) }).message).toHaveLength(MESSAGE_LIMIT);
});

test.each([[null], ['text'], [[]], [{}], [{ tool: 't' }], [{ tool: 't', message: 7 }], [{ message: 'm' }]])(
  'from outside, %j is no issue',
  (value) => {
    expect(readIssue(value)).toBeNull();
  },
);

test('from outside, fields of the wrong kind are as if left out', () => {
  const value = { tool: 't', message: 'm', path: 7, line: 'x', column: 1e99, severity: 'awful', category: {}, more: 1 };
  expect(readIssue(value)).toEqual(issueOf({ tool: 't', message: 'm' }));
});
