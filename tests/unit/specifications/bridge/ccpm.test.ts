import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportChange, importEpic } from '../../../../specifications/bridge/ccpm-exchange.ts';
import { epicStatus, readCcpm } from '../../../../specifications/bridge/ccpm.ts';
import { readFrontMatter, readList, setKey } from '../../../../specifications/bridge/front-matter.ts';
import { memoryFiles } from '../memory-files.ts';

const at = '2026-01-01T00:00:00Z';
const epic = '.claude/epics/login';
const task = (keys: string): string => `---\nname: T\nstatus: open\n${keys}---\n\n# Task: T\n\n- [ ] one\n`;

const back = (change: Parameters<typeof exportChange>[0]): Parameters<typeof exportChange>[0] => {
  const { epics, prds } = readCcpm(memoryFiles(exportChange(change, at, null)));
  const [only] = epics;
  if (only === undefined) throw new Error('no epic');
  const { id, proposal, tasks } = importEpic(only, prds[0]?.text ?? null);
  return { id, proposal, tasks };
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
    null,
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

test('tasks are read by their number, and a reference means the file of that very name first', () => {
  const files = memoryFiles({
    [`${epic}/epic.md`]: '---\nname: login\n---\n',
    [`${epic}/10.md`]: task('depends_on: [2]\n'),
    [`${epic}/9.md`]: task('depends_on: [002]\n'),
    [`${epic}/002.md`]: task(''),
    [`${epic}/2.md`]: task('').replace('open', 'closed'),
    [`${epic}/bug-9-x.md`]: task(''),
  });
  const [only] = readCcpm(files).epics;
  if (only === undefined) throw new Error('no epic');
  expect(only.tasks.map(({ id }) => id)).toEqual(['002', '2', '9', '10', 'bug-9-x']);
  expect(epicStatus(only)).toMatchObject({ ready: ['002', '10', 'bug-9-x'], blocked: [{ id: '9', by: ['002'] }] });
});

test('an imported epic has its tasks in the order in which they can be done', () => {
  const named = (name: string, keys: string): string => `---\nname: ${name}\n${keys}---\n`;
  const files = memoryFiles({
    [`${epic}/epic.md`]: '---\nname: login\n---\n',
    [`${epic}/001.md`]: named('Last', 'depends_on: [2, 3]\n'),
    [`${epic}/002.md`]: named('First', ''),
    [`${epic}/003.md`]: named('Second', 'depends_on: [#2]\n'),
  });
  const [only] = readCcpm(files).epics;
  if (only === undefined) throw new Error('no epic');
  expect(importEpic(only, null).tasks.match(/^## .*/gm)).toEqual(['## 1. First', '## 2. Second', '## 3. Last']);
});

test('a bug stays one, and a task without a name is called by its file, there and back', () => {
  const files = {
    [`${epic}/epic.md`]: '---\nname: login\n---\n',
    [`${epic}/001.md`]: 'no front matter\n',
    [`${epic}/bug-001-crash.md`]: '---\nname: Crash\nbug_for: 001\nestimate: S\n---\n',
  };
  const [known] = readCcpm(memoryFiles(files)).epics;
  if (known === undefined) throw new Error('no epic');
  const { tasks } = importEpic(known, null);
  expect(tasks).toBe(
    '## 1. 001\n\n- [ ] 1.1 001\n\n  no front matter\n\n## 2. Crash\n\n- [ ] 2.1 Crash\n  - Depends on: none\n',
  );
  const again = exportChange({ id: 'login', proposal: null, tasks }, at, known);
  expect(Object.keys(again).slice(2)).toEqual([`${epic}/001.md`, `${epic}/bug-001-crash.md`]);
  expect(again[`${epic}/bug-001-crash.md`]).toContain('conflicts_with: []\nbug_for: 001\nestimate: S\n---\n');
});

test('a second export keeps files, issues and dates of what is there, and numbers what is new', () => {
  const url = (number: number): string => `https://github.com/o/r/issues/${number}`;
  const first = '## 1. A\n- [ ] 1.1 a\n## 2. B\n- [ ] 2.1 b\n## 3. C\n- [ ] 3.1 c\n';
  const own = exportChange({ id: 'login', proposal: null, tasks: first }, at, null);
  const synced = Object.fromEntries(
    Object.entries(own).map(([path, text]) => {
      const number = path.endsWith('001.md') ? 12 : path.endsWith('002.md') ? 13 : null;
      return number === null ? [path, text] : [`${epic}/${number}.md`, setKey(text, 'github', url(number))];
    }),
  );
  const [known] = readCcpm(memoryFiles(synced)).epics;
  const tasks = '## 1. New\n- [ ] 1.1 n\n## 2. A\n- [x] 2.1 a\n## 3. B, too\n- [ ] 2.1 b\n- [ ] x\n## 4. D\n- [ ] y\n';
  const again = exportChange({ id: 'login', proposal: null, tasks }, '2027-01-01T00:00:00Z', known ?? null);
  const [after] = readCcpm(memoryFiles({ ...synced, ...again })).epics;
  if (after === undefined) throw new Error('no epic');
  expect(after.tasks.map(({ id, name, github, dependsOn }) => [id, name, github, dependsOn])).toEqual([
    // Had no issue yet, so nothing is mistaken for another by taking its file.
    ['003', 'New', null, []],
    ['12', 'A', url(12), ['003']],
    ['13', 'B, too', url(13), ['12']],
    ['014', 'D', null, ['13']],
  ]);
  expect(again[`${epic}/12.md`]).toContain(`created: ${at}\n`);
  expect(importEpic(after, null).tasks).toBe(tasks);
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
  ['[#1, #2]', ['1', '2']],
])('the list %s is %j', (raw, list) => {
  expect(readList(raw)).toEqual(list);
});
