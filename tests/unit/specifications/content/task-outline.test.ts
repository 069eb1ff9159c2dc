import { expect, test } from 'vitest';
import { outlineTasks } from '../../../../specifications/content/task-outline.ts';

const outline = (...lines: readonly string[]): ReturnType<typeof outlineTasks> => outlineTasks(lines.join('\n'));

test('continuation lines belong to the text of a task, bullets and paragraphs below it to its details', () => {
  const { tasks } = outline(
    '## 1. Build',
    '- [ ] 1.1 Delete the table, but only where',
    '  the flag is on',
    'for every tenant',
    '- [ ] 1.2 Create it',
    '  - use the factory',
    '    - the **new** one',
    '',
    '  A paragraph.',
    '',
    '  ```sh',
    '  - [ ] no task',
    '  ```',
  );
  expect(tasks.map(({ text, details }) => [text, details])).toEqual([
    ['Delete the table, but only where the flag is on for every tenant', ''],
    ['Create it', '- use the factory\n  - the **new** one\n\nA paragraph.\n\n```sh\n- [ ] no task\n```'],
  ]);
});

test('sub-tasks are tasks of their own, in the place where they stand', () => {
  const { tasks } = outline(
    '- [x] 1.1 Parent',
    '  - why',
    '  - [ ] 1.1.1 Child',
    '    more',
    '  - and how',
    '- Backend',
    '  - [ ] Deep',
  );
  expect(tasks.map(({ text, details, parent, context }) => [text, details, parent, context])).toEqual([
    ['Parent', '- why\n- and how', null, []],
    ['Child more', '', 0, []],
    ['Deep', '', null, ['Backend']],
  ]);
});

test.each([
  ['a fence', ['```md', '- [ ] 2.1 x', '```'], 2, 'in code'],
  ['an open fence', ['~~~', '- [ ] 2.1 x'], 2, 'in code'],
  ['an indented block', ['Text.', '', '    - [ ] 2.1 x'], 3, 'in code'],
  ['a comment', ['<!--', '- [ ] 2.2 x', '-->'], 2, 'in a comment'],
  ['markup', ['<details>', '- [ ] 2.2 x', '</details>'], 2, 'in HTML'],
  ['a paragraph', ['Text', '7. [ ] x'], 2, 'no list item'],
])('a checkbox in %s is no task, and is told', (_, lines, line, why) => {
  expect(outline('- [ ] 1.1 Task', '', ...lines)).toMatchObject({
    tasks: [{ text: 'Task' }],
    passedOver: [{ line: line + 2, why }],
  });
});

test.each(['- [-] 1.2 off', '* [~] off', '- [ ] ~~1.2 off~~', '1. [ ] 1.2 ~~off~~', '- [-] parent\n  - [ ] off'])(
  'the task %j is cancelled',
  (text) => {
    expect(outlineTasks(text).tasks.at(-1)?.isCancelled).toBe(true);
  },
);

test.each(['- [ ] on', '- [x] ~~old~~ new', '- [/] on', '- [] on'])('the task %j is not', (text) => {
  expect(outlineTasks(text).tasks.map(({ isCancelled }) => isCancelled)).toEqual([false]);
});

test('a task knows the headings and the prose above it; comments are read by nobody', () => {
  const { tasks } = outline(
    '# Tasks',
    '## 1. A',
    'Only on <!-- not --> staging:',
    '- [ ] 1.1 x <!-- y -->',
    '### More',
    '- [ ] 1.2 z',
    '',
    'B',
    '===',
    '- [ ] b',
  );
  expect(tasks.map(({ text, headings, context }) => [text, headings, context])).toEqual([
    ['x', ['Tasks', '1. A'], ['Only on staging:']],
    ['z', ['Tasks', '1. A', 'More'], ['Only on staging:']],
    ['b', ['B'], []],
  ]);
});

test('line ends and a byte order mark change nothing', () => {
  const text = '## 1. A\n- [ ] 1.1 x\n  y\n\n```\n- [ ] no\n```\n';
  const plain = outlineTasks(text);
  expect(outlineTasks(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(plain);
  expect(plain.tasks).toHaveLength(1);
});
