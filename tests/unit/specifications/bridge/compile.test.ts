import { describe, expect, test } from 'vitest';
import { compileChange, type Compiled } from '../../../../specifications/bridge/compile.ts';
import { compileDocument } from '../../../../specifications/bridge/compile-document.ts';
import { isPath, taskCommand } from '../../../../specifications/bridge/commands.ts';
import { hashChange } from '../../../../specifications/bridge/content-hash.ts';
import { printTrace, traceRows } from '../../../../specifications/bridge/trace.ts';
import { openLibrary } from '../../../../specifications/tools/project/library.ts';
import { openProject } from '../../../../specifications/tools/project/project.ts';
import { resolveDocument } from '../../../../specifications/tools/project/resolve.ts';
import { memoryFiles } from '../memory-files.ts';

const folder = 'openspec/changes/add-login';
const files = {
  [`${folder}/proposal.md`]: '# Add a login\n\n## Why\nNobody can ${{ enter }}.\n\n## What Changes\n- x\n',
  [`${folder}/tasks.md`]: [
    '## 1. Build',
    '- [ ] 1.1 Write `src/login.ts` and `src/session.ts`, not `login now`',
    '  - Verify: `npm run types`',
    '- [ ] 1.2 Document it',
    '- [x] 1.3 Agree on it',
    '## 2. Check',
    '- [ ] 2.1 Run `npm test`',
    '- [ ] Tell everyone',
    '',
  ].join('\n'),
  [`${folder}/specs/auth/spec.md`]: [
    '## ADDED Requirements',
    '### Requirement: Login',
    'Users SHALL log in.',
    '#### Scenario: Tests pass',
    '- **WHEN** the user runs `npm run e2e`',
    '- **THEN** it exits with code 0',
    '#### Scenario: Wrong password',
    '- **WHEN** the user runs `npm run e2e`',
    '- **THEN** they are told what is wrong',
    '',
  ].join('\n'),
};

const compile = async (): Promise<Compiled> => {
  const compiled = compileChange(await openProject(memoryFiles(files)), 'add-login', {
    tool: 'aider',
    withDone: false,
  });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
};

type AnyStep = {
  id: string;
  isolation?: string;
  needs?: string[];
  run?: string;
  tool?: string;
  with?: { prompt: string; files?: string[] };
  acceptance?: unknown;
};
const stepsOf = ({ workstream }: Compiled): readonly AnyStep[] => workstream['steps'] as unknown as readonly AnyStep[];

/** The steps of the tasks of a list. */
const compileList = async (list: readonly string[]): Promise<readonly AnyStep[]> => {
  const given = {
    [`${folder}/proposal.md`]: files[`${folder}/proposal.md`] ?? '',
    [`${folder}/tasks.md`]: `${list.join('\n')}\n`,
  };
  const compiled = compileChange(await openProject(memoryFiles(given)), 'add-login', {
    tool: 'aider',
    withDone: false,
  });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return stepsOf(compiled.value);
};

test('every open task is a step and waits for the one written before it', async () => {
  const steps = stepsOf(await compile());
  expect(steps.map(({ id, needs }) => [id, needs ?? []])).toEqual([
    ['task-1-1', []],
    ['task-1-2', ['task-1-1']],
    ['task-2-1', ['task-1-2']],
    ['task-5', ['task-2-1']],
    ['scenario-tests-pass', ['task-1-1', 'task-1-2', 'task-2-1', 'task-5']],
    ['review', ['task-1-1', 'task-1-2', 'task-2-1', 'task-5', 'scenario-tests-pass']],
  ]);
});

test('back-quoted paths become files, a Verify line becomes acceptance, a task that is a command runs it', async () => {
  const [first, , third] = stepsOf(await compile());
  expect(first?.tool).toBe('aider');
  expect(first?.with?.files).toEqual(['src/login.ts', 'src/session.ts']);
  expect(first?.acceptance).toEqual([{ run: 'npm run types' }]);
  expect(third).toEqual({ id: 'task-2-1', needs: ['task-1-2'], run: 'npm test' });
});

test('a scenario is a command only where it says so, else a question for a person', async () => {
  const { links, workstream } = await compile();
  expect(links.map(({ scenario, steps, shownBy }) => [scenario, steps, shownBy])).toEqual([
    ['Tests pass', ['scenario-tests-pass'], 'command'],
    ['Wrong password', ['review'], 'review'],
  ]);
  const review = stepsOf({ workstream, links, tasks: [], passedOver: [] }).at(-1);
  expect(review).toMatchObject({
    tool: 'manual',
    with: { prompt: expect.stringContaining('Wrong password') as string },
  });
});

test('text of a change that looks like an expression is left as it is', async () => {
  const [first] = stepsOf(await compile());
  expect(first?.with?.prompt).toContain("Nobody can ${{ '${{' }} enter }}.");
});

test('a compiled workstream uses only keys that a workstream has', async () => {
  const { workstream } = await compile();
  const stepKeys =
    'id run tool with needs if env input cwd timeout retry continueOnError acceptance outputs access onInterrupted sandbox'.split(
      ' ',
    );
  expect('version id title description spec steps'.split(' ')).toEqual(Object.keys(workstream));
  for (const step of stepsOf({ workstream, links: [], tasks: [], passedOver: [] })) {
    for (const key of Object.keys(step)) expect(stepKeys).toContain(key);
  }
});

test.each([
  ['Run `npm test`', 'npm test'],
  ['Execute: `make`.', 'make'],
  ['Run `a` and `b`', null],
  ['Write `npm test`', null],
  ['Run `echo ${{ x }}`', null],
])('the task "%s" is the command %s', (text, command) => {
  expect(taskCommand(text)).toBe(command);
});

test.each([
  ['src/a.ts', true],
  ['a.md', true],
  ['src/**/*.ts', true],
  ['npm test', false],
  ['login', false],
  ['https://x.y/z', false],
  ['../secret.txt', false],
])('`%s` is a path: %s', (text, is) => {
  expect(isPath(text)).toBe(is);
});

test('a trace has a row for every scenario with result and commit', async () => {
  const { links } = await compile();
  const rows = traceRows(
    links,
    new Map([['scenario-tests-pass', { status: 'succeeded', commit: 'abcdef0123456789' }]]),
  );
  expect(rows.map(({ scenario, status, commit }) => [scenario, status, commit])).toEqual([
    ['Tests pass', 'succeeded', 'abcdef0123456789'],
    ['Wrong password', 'not run', null],
  ]);
  expect(printTrace(rows, 'md').split('\n')[2]).toBe(
    '| auth | Login | Tests pass | scenario-tests-pass | command | succeeded | abcdef0123 |',
  );
  expect(JSON.parse(printTrace(rows, 'json'))).toHaveLength(2);
  expect(printTrace([{ ...rows[0], scenario: '<b>' } as (typeof rows)[number]], 'html')).toContain(
    '<td>&lt;b&gt;</td>',
  );
});

const compileTasks = async (tasks: string, id = 'add-login'): Promise<readonly AnyStep[]> => {
  const own = { [`openspec/changes/${id}/tasks.md`]: tasks };
  const compiled = compileChange(await openProject(memoryFiles(own)), id, { tool: 'manual', withDone: false });
  if (!compiled.ok) throw new Error(compiled.error.message);
  const { id: named } = compiled.value.workstream;
  return [{ id: typeof named === 'string' ? named : '' }, ...stepsOf(compiled.value)];
};

test('tasks under an unnumbered heading take their turn between the groups', async () => {
  // 0 → 1.1 → 2 → 3 → 2.1 → 4
  const list =
    '- [ ] a\n## 1. A\n- [ ] 1.1 b\n## Then\n- [ ] c\n### More\n- [ ] d\n## 2. B\n- [ ] 2.1 e\n## Last\n- [ ] f\n';
  const [, ...steps] = await compileTasks(list);
  expect(steps.map(({ id, needs }) => [id, needs ?? []])).toEqual([
    ['task-1', []],
    ['task-1-1', ['task-1']],
    ['task-3', ['task-1-1']],
    ['task-4', ['task-3']],
    ['task-2-1', ['task-4']],
    ['task-6', ['task-2-1']],
  ]);
});

test('ids are short enough and no two are alike, however long or strange the names are', async () => {
  const number = `1${'.1'.repeat(60)}`;
  const ids = await compileTasks(
    `- [ ] ${number} a\n- [ ] ${number} b\n- [ ] ${number}.2 c\n`,
    `-${'Long '.repeat(30)}`,
  );
  for (const { id } of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/);
  expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length);
});

const compileText = async (more: string): Promise<ReturnType<typeof compileDocument>> => {
  const text = `spec: spec://x/own\nversion: 1\nstatus: draft\ntitle: own\n${more}`;
  const library = await openLibrary(memoryFiles({ 'specifications/content/x/own.yaml': text }), null);
  const own = library.versions('spec://x/own')[0];
  const { resolved } = own === undefined ? { resolved: null } : resolveDocument(library, own);
  if (resolved === null) throw new Error('not resolved');
  return compileDocument(resolved, { tool: 'manual', withDone: false });
};

test('scenarios of a document are commands where they say so, else questions for a person', async () => {
  const compiled = await compileText(
    'requirements: [{id: R1, text: It MUST work., scenarios: [{name: Tests pass, when: the user runs `npm test`, then: it passes}, ' +
      '{name: Nice, when: [seen, heard], then: it is nice}]}]\n' +
      'tasks: [{id: A.1, title: One}, {id: a-1, title: Two, needs: [A.1, A.1]}]\n',
  );
  expect(compiled).toMatchObject({
    ok: true,
    value: {
      steps: [
        { id: 'task-a-1' },
        { id: 'task-a-1-2', needs: ['task-a-1'] },
        { id: 'scenario-tests-pass', needs: ['task-a-1', 'task-a-1-2'], run: 'npm test' },
        {
          id: 'review',
          needs: ['task-a-1', 'task-a-1-2', 'scenario-tests-pass'],
          with: { prompt: 'Does all of this hold?\n\n- R1, Nice: WHEN seen, WHEN heard, THEN it is nice' },
        },
      ],
    },
  });
});

test.each([
  ['{id: a, title: A, needs: [b]}', 'Task "a" needs "b", which is no task; there are a'],
  ['{id: a, title: A, needs: [b]}, {id: b, title: B, needs: [a]}', 'in a ring: a → b → a'],
  ['{id: a, title: A}, {id: a, title: B}', 'Two tasks are called "a"'],
])('the tasks %s are refused', async (tasks, message) => {
  expect(await compileText(`tasks: [${tasks}]\n`)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining(message) as string },
  });
});

test('a document compiles its own and its inherited tasks', async () => {
  const library = await openLibrary(
    memoryFiles({
      'specifications/content/x/base.yaml':
        'spec: spec://x/base\nversion: 1\nstatus: approved\ntitle: base\ntasks: [{id: lint, title: Lint, acceptance: [{run: npm run lint}]}]\n',
      'specifications/content/x/own.yaml':
        'spec: spec://x/own\nversion: 1\nstatus: draft\ntitle: own\nextends: spec://x/base\ntasks: [{id: code, title: Code, needs: [lint], files: [src/a.ts], tool: aider, acceptance: [It is nice]}]\n',
    }),
    null,
  );
  const own = library.versions('spec://x/own')[0];
  const { resolved } = own === undefined ? { resolved: null } : resolveDocument(library, own);
  if (resolved === null) throw new Error('not resolved');
  const compiled = compileDocument(resolved, { tool: 'manual', withDone: false });
  expect(compiled).toMatchObject({
    ok: true,
    value: {
      id: 'x-own',
      steps: [
        { id: 'task-lint', tool: 'manual', acceptance: [{ run: 'npm run lint' }] },
        { id: 'task-code', needs: ['task-lint'], tool: 'aider', with: { files: ['src/a.ts'] } },
        { id: 'review', needs: ['task-lint', 'task-code'], tool: 'manual' },
      ],
    },
  });
});

const stepsOfDocument = async (tasks: string): Promise<unknown> => {
  const text = `spec: spec://x/own\nversion: 1\nstatus: draft\ntitle: own\ntasks: ${tasks}\n`;
  const library = await openLibrary(memoryFiles({ 'specifications/content/x/own.yaml': text }), null);
  const own = library.versions('spec://x/own')[0];
  const { resolved } = own === undefined ? { resolved: null } : resolveDocument(library, own);
  if (resolved === null) throw new Error('not resolved');
  const compiled = compileDocument(resolved, { tool: 'manual', withDone: false });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value['steps'];
};

test('a task that asks for a tool by what it can do is done by the one that fits best', async () => {
  const steps = await stepsOfDocument(
    '[{id: a, title: A, requires: {capability: code, language: go}}, {id: b, title: B, requires: {capability: review}, needs: [a]}]',
  );
  expect(steps).toMatchObject([
    { id: 'task-a', requires: { capability: 'code', language: 'go' } },
    { id: 'task-b', requires: { capability: 'review' }, needs: ['task-a'] },
  ]);
  expect(JSON.stringify(steps)).not.toMatch(/"tool"|isolation/);
});

test('work beside that of other tools has a lane: not what a person or a command does, nor what comes after a command', async () => {
  const tasks = ['1.1 Set up', '1.2 [P] Write a', '1.3 [P] Write b', '1.4 (manual) [P] Ask', '1.5 Join'];
  const more = ['1.6 Run `npm ci`', '1.7 (after 1.6) Write c', '1.8 (after 1.6) Write d'];
  const list = [...tasks, ...more].map((task) => `- [ ] ${task}`);
  const own = await compileList(list);
  expect(own.filter(({ isolation }) => isolation === 'step').map(({ id }) => id)).toEqual(['task-1-2', 'task-1-3']);
});

test('tasks that conflict come in turn, however the first ends', async () => {
  const own = await compileList(['- [ ] 1.1 [P] Write a', '- [ ] 1.2 [P] Write b', '  - Conflicts with: 1.1']);
  expect(own).toMatchObject([{ id: 'task-1-1' }, { id: 'task-1-2', needs: [{ step: 'task-1-1', when: 'finished' }] }]);
  expect(own.some(({ isolation }) => isolation !== undefined)).toBe(false);
});

describe('a workflow of the project that tracks other files than tasks.md', () => {
  const change = 'openspec/changes/own';
  const tree = (generates: string): Readonly<Record<string, string>> => ({
    'openspec/schemas/ours/schema.yaml': `name: ours\nversion: 1\nartifacts:\n  - { id: work, generates: '${generates}', description: d, template: t.md, requires: [] }\napply: { requires: [work], tracks: '${generates}' }\n`,
    [`${change}/.openspec.yaml`]: 'schema: ours\n',
    [`${change}/tasks.md`]: '- [ ] 9.9 Not this\n',
    [`${change}/todo.md`]: '- [ ] Before\n\n## 1. A\n\n- [ ] 1.1 Do\n',
    [`${change}/work/a.md`]: '## 1. A\n\n- [ ] 1.1 Do\n\n## 2. B\n\n- [x] 2.1 Did\n',
    [`${change}/work/b.md`]: '- [ ] First\n\n## 1. C\n\n- [ ] 1.1 Also\n',
  });
  const open = (own: Readonly<Record<string, string>>): ReturnType<typeof openProject> => openProject(memoryFiles(own));

  test.each([
    ['todo.md', ['todo.md:1 task-1', 'todo.md:5 task-1-1 after task-1']],
    ['work/*.md', ['work/a.md:3 task-1-1', 'work/b.md:1 task-1 after task-1-1', 'work/b.md:5 task-1-1-2 after task-1']],
  ])('the steps are the tasks of %s', async (generates, wanted) => {
    const compiled = compileChange(await open(tree(generates)), 'own', { tool: 'manual', withDone: false });
    if (!compiled.ok) throw new Error(compiled.error.message);
    const needs = new Map(stepsOf(compiled.value).map((step) => [step.id, step.needs ?? []]));
    const told = compiled.value.tasks.map(({ step, file, line }) =>
      [`${file.slice(change.length + 1)}:${line} ${step}`, ...(needs.get(step) ?? [])].join(' after '),
    );
    expect(told).toEqual(wanted);
  });

  test('ticks in it do not count for the hash that approvals are bound to, other edits do', async () => {
    const before = tree('todo.md');
    const text = before[`${change}/todo.md`] ?? '';
    const hash = async (todo: string): Promise<string> =>
      hashChange(await open({ ...before, [`${change}/todo.md`]: todo }), 'own');
    expect(await hash(text.replace('[ ] 1.1', '[x] 1.1'))).toBe(await hash(text));
    expect(await hash(text.replace('1.1 Do', '1.1 Undo'))).not.toBe(await hash(text));
  });
});
