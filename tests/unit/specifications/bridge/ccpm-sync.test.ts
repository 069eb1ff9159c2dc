import { expect, test } from 'vitest';
import { readCcpm, type CcpmEpic } from '../../../../specifications/bridge/ccpm.ts';
import {
  isMadeFor,
  isOf,
  isUpToDate,
  mappingText,
  planSync,
  readIssues,
  wantedIssues,
} from '../../../../specifications/bridge/ccpm-sync.ts';
import { memoryFiles } from '../memory-files.ts';

const folder = '.claude/epics/login';
const epicOf = (files: Readonly<Record<string, string>>): CcpmEpic => {
  const [epic] = readCcpm(memoryFiles({ [`${folder}/epic.md`]: '---\nname: a, b\n---\n# E\n', ...files })).epics;
  if (epic === undefined) throw new Error('no epic');
  return epic;
};
const made = (name: string, head: string): string => `---\nname: ${name}\n${head}---\n\n# Task: ${name}\n`;
const url = 'https://github.com/o/r/issues/7';

test('what is new is made, what is known is edited, what is done is closed, and no text is an argument', () => {
  const epic = epicOf({
    [`${folder}/001.md`]: made('-x; $(rm)', 'status: open\n'),
    [`${folder}/002.md`]: made('Done', `status: closed\ngithub: ${url}\n`),
  });
  const calls = planSync(epic).map(({ args }) => args.join(' '));
  expect(calls).toEqual([
    'repo view --json nameWithOwner',
    'issue list --state all --limit 1000 --json title,url,state,body,labels',
    'label create epic --force',
    'label create epic:a, b --force',
    'label create feature --force',
    'label create task --force',
    'issue create --title Epic: a, b --body-file - --label epic --label "epic:a, b" --label feature',
    'issue create --title -x; $(rm) --body-file - --label task --label "epic:a, b"',
    `issue edit ${url} --title Done --body-file -`,
    `issue close ${url}`,
  ]);
  expect(planSync(epic).map(({ stdin }) => stdin)).toContain('# Task: Done');
});

test('a bug that was found in a task is labelled as one', () => {
  const wanted = wantedIssues(epicOf({ [`${folder}/bug-1-crash.md`]: made('Bug: crash', 'bug_for: 1\n') }));
  expect(wanted.at(-1)).toMatchObject({ title: 'Bug: crash', labels: ['bug', 'epic:a, b'] });
});

test('an issue that an earlier sync made is known again, one that only has the name is not', () => {
  const [, wanted] = wantedIssues(epicOf({ [`${folder}/001.md`]: made('Tests', '') }));
  const known = (labels: readonly string[]): unknown => ({
    title: 'Tests',
    url,
    state: 'OPEN',
    body: '# Task: Tests\r\n',
    labels: labels.map((name) => ({ name })),
  });
  const [ours, other] = readIssues([known(['task', 'epic:a, b']), known(['task']), 'x', { title: 1 }]);
  if (ours === undefined || other === undefined || wanted === undefined) throw new Error('no issue');
  expect([isMadeFor(ours, wanted), isMadeFor(other, wanted)]).toEqual([true, false]);
  expect(isUpToDate(ours, wanted)).toBe(true);
  expect(isUpToDate(ours, { ...wanted, body: 'other' })).toBe(false);
});

test.each([
  [url, true],
  ['https://github.com/O/R/issues/7/', true],
  ['https://github.com/o/other/issues/7', false],
  ['https://github.com/o/r/pull/7', false],
  ['https://evil.example/x/o/r/issues/7', false],
])('whether %s is an issue of o/r', (address, isOurs) => {
  expect(isOf(address, 'o/r')).toBe(isOurs);
});

test('the mapping tells which issue each task is', () => {
  const epic = epicOf({ [`${folder}/001.md`]: made('T', `github: ${url}\n`), [`${folder}/002.md`]: made('U', '') });
  expect(mappingText(epic, '2026-01-01T00:00:00Z')).toBe(
    `# GitHub Issue Mapping\n\nTasks:\n- #7: T - ${url}\n\nSynced: 2026-01-01T00:00:00Z\n`,
  );
});
