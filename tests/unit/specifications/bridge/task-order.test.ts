import { expect, test } from 'vitest';
import { outlineTasks } from '../../../../specifications/content/task-outline.ts';
import {
  orderTasks,
  saidToConflict,
  saidToWaitFor,
  saysParallel,
} from '../../../../specifications/bridge/task-order.ts';

/** A list as steps, each called by its number, and what it needs. */
const order = (
  ...lines: readonly string[]
): { readonly needs: unknown; readonly after: unknown; readonly ring: readonly string[] | null } => {
  const { needs, after, ring } = orderTasks(
    outlineTasks(lines.join('\n')).tasks.map(({ task, text, details, parent, headings }, place) => ({
      step: task.isDone ? null : (task.id ?? text),
      number: task.id,
      place,
      parent,
      section: headings.join('\n'),
      list: '',
      isParallel: saysParallel(text) || saysParallel(headings.at(-1) ?? ''),
      waitsFor: saidToWaitFor(text, details),
      conflictsWith: saidToConflict(details),
    })),
  );
  return { needs: Object.fromEntries(needs), after: Object.fromEntries(after), ring };
};

test('tasks run one after the other, across headings, and what is done is not waited for', () => {
  // 1.1 → 1.3 → 2.1
  expect(order('## 1. A', '- [ ] 1.1 a', '- [x] 1.2 b', '- [ ] 1.3 c', '## 2. B', '- [ ] 2.1 d').needs).toEqual({
    '1.1': [],
    '1.3': ['1.1'],
    '2.1': ['1.3'],
  });
});

test('sub-tasks come before their parent, and behind what is before it', () => {
  // 1.1 → 1.2.1 → 1.2.2 → 1.2 → 1.3
  expect(order('- [ ] 1.1 a', '- [ ] 1.2 b', '  - [ ] 1.2.1 c', '  - [ ] 1.2.2 d', '- [ ] 1.3 e').needs).toEqual({
    '1.1': [],
    '1.2.1': ['1.1'],
    '1.2.2': ['1.2.1'],
    '1.2': ['1.2.2'],
    '1.3': ['1.2'],
  });
});

test('an open sub-task of a ticked parent is waited for in its stead', () => {
  expect(order('- [x] 1.1 a', '  - [ ] 1.1.1 b', '- [ ] 1.2 c').needs).toEqual({ '1.1.1': [], '1.2': ['1.1.1'] });
});

test('neighbours that say so run beside each other, but not across a heading', () => {
  // 1.1 → (1.2, 1.3) → 2.1 → 2.2
  expect(
    order(
      '## 1. A',
      '- [ ] 1.1 a',
      '- [ ] 1.2 [P] b',
      '- [ ] 1.3 c (parallel)',
      '## 2. B',
      '- [ ] 2.1 [P] d',
      '- [ ] 2.2 e',
    ).needs,
  ).toEqual({ '1.1': [], '1.2': ['1.1'], '1.3': ['1.1'], '2.1': ['1.2', '1.3'], '2.2': ['2.1'] });
});

test('a heading says it for all tasks below it', () => {
  expect(order('## 1. A (parallel)', '- [ ] 1.1 a', '- [ ] 1.2 b', '## 2. B', '- [ ] 2.1 c').needs).toEqual({
    '1.1': [],
    '1.2': [],
    '2.1': ['1.1', '1.2'],
  });
});

test('what a task says it waits for replaces the order, and what follows waits for all', () => {
  expect(
    order(
      '- [ ] 1.1 a',
      '- [ ] 1.2 b (depends on 1.1)',
      '- [ ] 1.3 c (after 1.1)',
      '- [ ] 1.4 d',
      '- [ ] 1.5 e',
      '  - Depends on: none',
    ).needs,
  ).toEqual({ '1.1': [], '1.2': ['1.1'], '1.3': ['1.1'], '1.4': ['1.2', '1.3'], '1.5': [] });
});

test('the number of a group stands for all its tasks; one that no task has says nothing', () => {
  expect(
    order(
      '- [ ] 1.1 a',
      '- [ ] 1.2 b [P]',
      '- [ ] 2.1 c (after none)',
      '- [ ] 3.1 d (needs 1)',
      '- [ ] 3.2 e (after 2.0)',
    ).needs,
  ).toEqual({ '1.1': [], '1.2': ['1.1'], '2.1': [], '3.1': ['1.2'], '3.2': ['2.1', '3.1'] });
});

test('a ring is told', () => {
  expect(order('- [ ] 1.1 a (after 1.2)', '- [ ] 1.2 b').ring).toEqual(['1.1', '1.2', '1.1']);
});

test('of tasks that conflict the later comes after the earlier, where none waits for the other', () => {
  // 1.1 → 1.4; 1.2 ⇢ 1.3
  const { needs, after } = order(
    ...['- [ ] 1.1 a', '- [ ] 1.2 b (depends on none)', '- [ ] 1.3 c (depends on none)', '  - Conflicts with: 1.2'],
    ...['- [ ] 1.4 d (depends on 1.1)', '  - Conflicts with: 1.1, 1.9'],
  );
  expect(needs).toEqual({ '1.1': [], '1.2': [], '1.3': [], '1.4': ['1.1'] });
  expect(after).toEqual({ '1.3': ['1.2'] });
  const both = ['- [ ] 1.1 a [P]', '  - Conflicts with: 1.2', '- [ ] 1.2 b [P]', '  - Conflicts with: 1.1'];
  expect(order(...both).after).toEqual({ '1.2': ['1.1'] });
});
