/** Of a report the log that it holds is read, and of what is told by those who are done nothing. */
import { expect, test } from 'vitest';
import { logInReport } from '../../../../../error/engine/reading/report.ts';

const LOG = ['src/a.ts(2,5): error TS2322: No.', 'Found 1 error.'];
const said = (lines: readonly string[]): readonly string[] => logInReport(lines).filter((line) => line !== '');

test.each<[string, readonly string[]]>([
  ['words of somebody who has trouble', ['I get the following error:', '```', ...LOG, '```', 'Any help?']],
  ['headed as a form asks for it', ['### Describe the bug', 'It breaks.', '### Logs', '```shell', ...LOG, '```']],
  ['a fence that is not closed', ['My build fails with', '```', ...LOG]],
  ['nothing but a fence', ['```', ...LOG, '```']],
  ['a source beside it', ['This fails with', '```ts', 'throw new Error()', '```', 'as', '```', ...LOG, '```']],
  ['what folds it', ['<details><summary>Log</summary>', '', '```', ...LOG, '```', '', '</details>']],
  ['a setting beside it that tells of nothing', ['It fails with', '```', 'a = 1', '```', '```', ...LOG, '```']],
])('%s', (_, lines) => {
  expect(said(lines)).toEqual(LOG);
});

test('where no block tells of trouble all of them are the log', () => {
  expect(said(['It does not work:', '```', 'curl: (6) Could not resolve host', '```'])).toHaveLength(1);
});

test.each<[string, readonly string[]]>([
  ['what was mended is told with what had failed', ['I fixed the test. It had failed with', '```', ...LOG, '```']],
  ['a manual shows it', ['# Errors', 'The compiler prints', '```', ...LOG, '```', '## More']],
  ['there is no block', LOG],
])('stays as it is where %s', (_, lines) => {
  expect(logInReport(lines)).toBe(lines);
});
