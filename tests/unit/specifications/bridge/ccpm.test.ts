import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportChange, importEpic } from '../../../../specifications/bridge/ccpm-exchange.ts';
import { epicStatus, readCcpm } from '../../../../specifications/bridge/ccpm.ts';
import { readFrontMatter, readList, setKey } from '../../../../specifications/bridge/front-matter.ts';
import { memoryFiles } from '../memory-files.ts';

const at = '2026-01-01T00:00:00Z';
const epic = '.claude/epics/login';
const task = (keys: string): string => `---\nname: T\nstatus: open\n${keys}---\n\n# Task: T\n\n- [ ] one\n`;

const back = (change: Parameters<typeof exportChange>[0]): ReturnType<typeof importEpic> => {
  const { epics, prds } = readCcpm(memoryFiles(exportChange(change, at)));
  const [only] = epics;
  if (only === undefined) throw new Error('no epic');
  return importEpic(only, prds[0]?.text ?? null);
};

test('a change comes back from CCPM as it went, byte for byte', () => {
  const change = {
    id: 'add-login',
    proposal: '## Why\n\nBecause: "it" is needed.\n\n## What Changes\n\n- x\n',
    tasks:
      '# Tasks\n\nIntro.\n\n## 1. Build\n\n- [x] 1.1 `src/a.ts`\n  - note\n\n## 02. Check # it\n- [ ] 2.1 `src/a.ts`\n\nEnd.\n',
  };
  expect(back(change)).toEqual(change);
});

test('any task list survives the way there and back', () => {
  const line = fc.constantFrom(
    '## 1. A',
    '## 2. B',
    '## Other',
    '- [ ] 1.1 a',
    '- [x] b',
    'text',
    '',
    '---',
    '  - [ ] c',
    '## 3.',
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const change = { id: 'x', proposal: '## Why\n\nw\n', tasks: lines.join('\n') };
      expect(back(change)).toEqual(change);
    }),
  );
});

test('an exported change waits group by group and names groups that share files', () => {
  const files = exportChange(
    { id: 'x', proposal: null, tasks: '## 1. A\n- [x] `src/a.ts`\n## 2. B\n- [ ] `src/a.ts`\n- [x] b\n' },
    at,
  );
  const { epics } = readCcpm(memoryFiles(files));
  expect(epics[0]?.tasks).toMatchObject([
    { id: '001', name: 'A', status: 'closed', dependsOn: [], conflictsWith: ['002'] },
    { id: '002', name: 'B', status: 'in-progress', dependsOn: ['001'], conflictsWith: ['001'] },
  ]);
});

test('what real repositories contain is read', () => {
  const files = memoryFiles({
    [`${epic}/epic.md`]:
      '---\nname: login\nstatus: in_progress\nprogress: 40\ngithub: [Will be updated when synced]\n---\n',
    [`${epic}/001.md`]: task('').replace('open', 'completed'),
    [`${epic}/1234.md`]: task('depends_on: [1]\nparallel: true\ngithub: https://github.com/a/b/issues/77\n'),
    [`${epic}/1235.md`]: task('depends_on: ["1234", 001]  # both\nconflicts_with: [1234]\n'),
    [`${epic}/1234-analysis.md`]: '---\nissue: 1234\n---\n',
    [`${epic}/bug-1234-crash.md`]: task('bug_for: 1234\n'),
    [`${epic}/github-mapping.md`]: 'x',
    '.claude/epics/archived/old/epic.md': '---\nname: old\n---\n',
    '.claude/prds/login.md': '---\nname: login\nstatus: planned\n---\ntext\n',
  });
  const { epics, prds, problems } = readCcpm(files);
  expect(problems).toEqual([]);
  expect(prds).toMatchObject([{ name: 'login', status: 'planned' }]);
  expect(epics).toHaveLength(1);
  expect(epics[0]).toMatchObject({ status: 'in-progress', github: null });
  expect(epics[0]?.tasks.map(({ id, status, dependsOn, github }) => [id, status, dependsOn, github])).toEqual([
    ['001', 'closed', [], null],
    ['1234', 'open', ['1'], 'https://github.com/a/b/issues/77'],
    ['1235', 'open', ['1234', '001'], null],
    ['bug-1234-crash', 'open', [], null],
  ]);
  if (epics[0] === undefined) throw new Error('no epic');
  // 001 is done, so 1234 is ready although it has a dependency.
  expect(epicStatus(epics[0])).toMatchObject({
    done: 1,
    total: 4,
    ready: ['1234', 'bug-1234-crash'],
    blocked: [{ id: '1235', by: ['1234'] }],
  });
});

test('a ring of tasks and a dangling dependency are found', () => {
  const files = memoryFiles({
    [`${epic}/epic.md`]: '---\nname: login\n---\n',
    [`${epic}/001.md`]: task('depends_on: [002]\n'),
    [`${epic}/002.md`]: task('depends_on: [001, 9]\n'),
  });
  expect(readCcpm(files).problems.map(({ code, message }) => [code, message])).toEqual([
    ['dangling', 'depends_on names "9", which is no task of the epic.'],
    ['cycle', 'Tasks depend on each other in a ring: 001 → 002 → 001.'],
  ]);
});

test('setting a key changes that line and nothing else', () => {
  const text = '---\r\nname: a\r\nstatus:   open\r\n---\r\nstatus: open\r\n---\r\n';
  expect(setKey(text, 'status', 'closed')).toBe(text.replace('status:   open', 'status: closed'));
  expect(setKey(text, 'github', 'u')).toBe(text.replace('open\r\n---', 'open\r\ngithub: u\r\n---'));
  expect(readFrontMatter(setKey('body', 'a', 'b'))).toMatchObject({ body: 'body' });
});

test.each([
  ['[001, 002]', ['001', '002']],
  ['[]', []],
  ['', []],
  ['3', ['3']],
  ['["1", \'2\'] # note', ['1', '2']],
])('the list %s is %j', (raw, list) => {
  expect(readList(raw)).toEqual(list);
});
