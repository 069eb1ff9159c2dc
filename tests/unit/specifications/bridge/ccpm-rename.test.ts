import { describe, expect, test } from 'vitest';
import { isHalfRenamed, renameTasks } from '../../../../specifications/bridge/ccpm-rename.ts';
import { readCcpm } from '../../../../specifications/bridge/ccpm.ts';
import type { WritableFiles } from '../../../../specifications/files.ts';
import { planFiles } from '../../../../specifications/planned-files.ts';
import { memoryFiles } from '../memory-files.ts';

const folder = '.claude/epics/login';
const url = (number: number): string => `https://github.com/o/r/issues/${number}`;
const task = (number: number | null, keys = ''): string =>
  `---\nname: T${number ?? ''}\ngithub: ${number === null ? '(will be set on sync)' : url(number)}\n${keys}---\nbody 001\n`;
const epicOf = (tasks: Readonly<Record<string, string>>, list = ''): WritableFiles =>
  planFiles(
    memoryFiles({
      [`${folder}/epic.md`]: `---\nname: login\n---\n\n## Tasks Created\n${list}\n## Notes\n- [ ] 001.md - not a task\n`,
      ...Object.fromEntries(Object.entries(tasks).map(([name, text]) => [`${folder}/${name}.md`, text])),
    }),
  );

const textsIn = (files: WritableFiles): Readonly<Record<string, string>> => {
  const listed = files.list(folder);
  if (!listed.ok) throw new Error(listed.error.message);
  const texts = listed.value.map(({ name }) => [name, files.read(`${folder}/${name}`)] as const);
  return Object.fromEntries(
    texts.map(([name, text]) => [name, text.ok ? text.value : ''] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
const referencesIn = (files: WritableFiles): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    readCcpm(files).epics.flatMap(({ tasks }) =>
      tasks.map(({ id, dependsOn, conflictsWith, bugFor }) => [
        id,
        [...dependsOn, ...conflictsWith, ...(bugFor === null ? [] : [bugFor])],
      ]),
    ),
  );

/** Files that die at the n-th change, like a process that is killed. */
const dyingAt = (files: WritableFiles, last: number): WritableFiles => {
  let count = 0;
  const unlessDead = <T>(act: () => T): T => {
    count += 1;
    if (count > last) throw new Error('killed');
    return act();
  };
  return {
    ...files,
    write: (path, text) => unlessDead(() => files.write(path, text)),
    move: (from, to) => unlessDead(() => files.move(from, to)),
    remove: (path) => unlessDead(() => files.remove(path)),
  };
};

const cases: Readonly<Record<string, () => WritableFiles>> = {
  'numbers far from the old names': () =>
    epicOf(
      {
        '001': task(12),
        '002': task(13, 'depends_on: [001]\nconflicts_with: [003]  # note\n'),
        '003': task(14, 'depends_on: [1, "002", 99]\n'),
        'bug-002-crash': task(15, 'bug_for: 002\n'),
      },
      '- [ ] 001.md - One\n- [x] 002.md - Two\n',
    ),
  // 1 → 2 → 3: a reference rewritten twice, or a file moved onto another, would be wrong.
  'numbers that are old names of others': () =>
    epicOf({
      '1': task(2, 'depends_on: []\n'),
      '2': task(3, 'depends_on: [1]\n'),
      '3': task(4, 'depends_on: [2, 1]\n'),
    }),
  'names that trade places': () =>
    epicOf({ '1': task(2, 'depends_on: [2]\n'), '2': task(1), '3': task(3, 'depends_on: [1, 2]\n') }),
};

describe.each(Object.entries(cases))('with %s', (_, make) => {
  test('a rename that is killed at any write ends as one that is not', () => {
    const whole = make();
    expect(renameTasks(whole, folder).ok).toBe(true);
    for (let last = 0; ; last++) {
      const files = make();
      const dying = dyingAt(files, last);
      try {
        renameTasks(dying, folder);
        expect(last).toBeGreaterThan(3);
        break;
      } catch {
        expect(renameTasks(files, folder).ok).toBe(true);
      }
      expect(textsIn(files)).toEqual(textsIn(whole));
      expect(referencesIn(files)).toEqual(referencesIn(whole));
      expect(isHalfRenamed(files, folder)).toBe(false);
    }
  });

  test('a second time there is nothing to do', () => {
    const files = make();
    renameTasks(files, folder);
    const before = textsIn(files);
    expect(renameTasks(files, folder)).toEqual({ ok: true, value: [] });
    expect(textsIn(files)).toEqual(before);
  });
});

test('references follow, whatever way they were written, and nothing else of a task changes', () => {
  const files = cases['numbers far from the old names']?.() ?? epicOf({});
  renameTasks(files, folder);
  expect(referencesIn(files)).toEqual({ '12': [], '13': ['12', '14'], '14': ['12', '13', '99'], '15': ['13'] });
  expect(textsIn(files)['12.md']).toBe(task(12));
  expect(textsIn(files)['epic.md']).toContain(
    '## Tasks Created\n- [ ] #12 - One\n- [x] #13 - Two\n\n## Notes\n- [ ] 001.md - not a task\n',
  );
});

test('chains of names are followed without mixing tasks up', () => {
  const files = cases['numbers that are old names of others']?.() ?? epicOf({});
  renameTasks(files, folder);
  expect(referencesIn(files)).toEqual({ '2': [], '3': ['2'], '4': ['3', '2'] });
  expect(textsIn(files)['3.md']).toContain(`name: T3\n`);
});

test('what was edited while a rename was halfway stays as edited', () => {
  const files = cases['numbers that are old names of others']?.() ?? epicOf({});
  // The draft of the note and the note.
  expect(() => renameTasks(dyingAt(files, 2), folder)).toThrow('killed');
  expect(isHalfRenamed(files, folder)).toBe(true);
  files.write(`${folder}/3.md`, task(4, 'depends_on: [1]\n'));
  renameTasks(files, folder);
  expect(referencesIn(files)).toMatchObject({ '3': ['2'], '4': ['1'] });
});

test('nothing is renamed before every task has its issue', () => {
  const files = epicOf({ '001': task(12), '002': task(null, 'depends_on: [001]\n') });
  const before = textsIn(files);
  expect(renameTasks(files, folder)).toEqual({ ok: true, value: [] });
  expect(textsIn(files)).toEqual(before);
});

test('two tasks of one issue are refused, and nothing is touched', () => {
  const files = epicOf({ '001': task(12), '002': task(12) });
  const before = textsIn(files);
  expect(renameTasks(files, folder)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('002.md: another task has the issue') as string },
  });
  expect(textsIn(files)).toEqual(before);
});
