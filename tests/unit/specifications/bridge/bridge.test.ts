import { expect, test } from 'vitest';
import { compileChange } from '../../../../specifications/bridge/compile.ts';
import { openProject } from '../../../../specifications/tools/project/project.ts';
import { memoryFiles } from '../memory-files.ts';

type AnyStep = {
  readonly id: string;
  readonly needs?: readonly string[];
  readonly run?: string;
  readonly tool?: string;
  readonly with?: { readonly prompt: string };
  readonly acceptance?: unknown;
};

const compile = async (tasks: string, delta = ''): Promise<readonly AnyStep[]> => {
  const files = {
    'openspec/changes/c/tasks.md': tasks,
    ...(delta === '' ? {} : { 'openspec/changes/c/specs/a/spec.md': `## ADDED Requirements\n\n${delta}` }),
  };
  const compiled = compileChange(await openProject(memoryFiles(files)), 'c', { tool: 'agent', withDone: false });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value.workstream['steps'] as unknown as readonly AnyStep[];
};

/** What carries a task out: its command, or the tool that is given it. */
const doneBy = async (tasks: string): Promise<readonly (readonly string[])[]> =>
  (await compile(tasks)).map(({ id, run, tool }) => [id, run ?? tool ?? '']);

test('a command runs only where the task says nothing else, and what waits for a person is a person’s', async () => {
  const list =
    '## 1. Build\n- [ ] 1.1 Run `touch onlyafter`\n  only after the backup was checked by a person\n' +
    '- [-] 1.2 Run `touch cancelled`\n\n## 2. Example\n```md\n- [ ] 2.1 Run `touch fenced`\n```\n' +
    '<!--\n- [ ] 2.2 Run `touch commented`\n-->\n';
  expect(await doneBy(list)).toEqual([['task-1-1', 'manual']]);
});

test.each([
  ['- [ ] 1.1 Run `x`', 'x'],
  ['- [ ] 1.1 Run\n  `x`.', 'x'],
  ['- [ ] 1.1 Run `x`\n  - Verify: `y`', 'x'],
  ['- [ ] 1.1 Run `x` (after 1.0)', 'agent'],
  ['- [ ] 1.1 Run `x`\n  - on staging', 'agent'],
  ['- [ ] 1.1 Run `x`\n\n  and look', 'agent'],
  ['- [ ] 1.1 Run `x`, where the flag is on', 'agent'],
  ['If the flag is on:\n\n- [ ] 1.1 Run `x`', 'agent'],
  ['- If the flag is on:\n  - [ ] 1.1 Run `x`', 'agent'],
  ['## Once legal has agreed\n- [ ] 1.1 Run `x`', 'agent'],
  ['## 1. Checks\nAll of them:\n- [ ] 1.1 Run `x`', 'x'],
  ['Only after approval by security:\n- [ ] 1.1 Run `x`', 'manual'],
  ['## 1. After sign-off\n- [ ] 1.1 Run `x`', 'manual'],
  ['- [x] Once it was reviewed by somebody\n  - [ ] 1.1 Run `x`', 'manual'],
])('%j is done by %s', async (list, by) => {
  expect(await doneBy(list)).toEqual([['task-1-1', by]]);
});

test('what belongs to a task reaches its prompt, what is commented out does not', async () => {
  const [step] = await compile(
    '## 1. Build\nBehind the flag.\n- [ ] 1.1 Delete the table, but only\n  where it is `old`\n  - use `src/a.ts` <!-- secret -->\n',
  );
  expect(step?.with).toEqual({
    prompt:
      'Change: c\n\nUnder:\n- 1. Build\n- Behind the flag.\n\nTask: Delete the table, but only where it is `old`\n\n- use `src/a.ts`',
    files: ['src/a.ts'],
  });
});

test('a Verify line that goes on is no command, for the rest may be a condition', async () => {
  const [first, second] = await compile(
    '- [ ] a\n  - Verify: `x`\n    on Linux only\n  - Verify: `y`\n- [ ] b\n\nVerify: `z`\n',
  );
  expect([first?.acceptance, second?.acceptance]).toEqual([[{ run: 'y' }], [{ run: 'z' }]]);
  expect(first?.with?.prompt).toContain('on Linux only');
});

test('tasks run in the order in which they are written, and a ring is refused with its place', async () => {
  const steps = await compile('## 1. Build\n- [x] 1.1 Run `a`\n- [ ] 1.2 Run `b`\n- [ ] 1.3 Run `c`\n');
  expect(steps).toEqual([
    { id: 'task-1-2', run: 'b' },
    { id: 'task-1-3', needs: ['task-1-2'], run: 'c' },
  ]);
  await expect(compile('- [ ] 1.1 a (after 1.2)\n- [ ] 1.2 b\n')).rejects.toThrow(
    'openspec/changes/c/tasks.md:1: Tasks wait for each other in a ring: task-1-1 → task-1-2 → task-1-1.',
  );
});

const scenario = (...steps: readonly string[]): string =>
  `### Requirement: R\nIt SHALL be.\n\n#### Scenario: S\n${steps.join('\n')}\n`;

test.each([
  [['- **WHEN** `npm test` is run', '- **THEN** it succeeds'], 'scenario-s'],
  [['When `npm test` is run', 'Then it succeeds'], 'scenario-s'],
  [['- **WHEN** `npm test` is run, **THEN** it succeeds'], 'scenario-s'],
  [['- **WHEN** `npm test` is run', '  twice by two people', '- **THEN** it succeeds'], 'review'],
  [['- **WHEN** `npm test` is run', '- **THEN** it succeeds', '  on every machine'], 'review'],
  [['Only on the staging host.', '', '- **WHEN** `npm test` is run', '- **THEN** it succeeds'], 'review'],
  [['- **GIVEN** an empty database', '- **WHEN** `npm test` is run', '- **THEN** it succeeds'], 'review'],
  [['- **WHEN** `npm test` is run', '- **THEN** it succeeds', '- **AND** it is quick'], 'review'],
  [['- **WHEN** `npm test` is run', '- **THEN** it fails'], 'review'],
])('the scenario %j is shown by %s', async (steps, by) => {
  expect((await compile('- [ ] a\n', scenario(...steps))).map(({ id }) => id)).toEqual(['task-1', by]);
});
