import { expect, test } from 'vitest';
import { importEpic } from '../../../../specifications/bridge/ccpm-exchange.ts';
import { readCcpm } from '../../../../specifications/bridge/ccpm.ts';
import { compileChange } from '../../../../specifications/bridge/compile.ts';
import { openProject } from '../../../../specifications/tools/project/project.ts';
import { findProfile } from '../../../../specifications/tools/validate/rules/profiles.ts';
import { validate } from '../../../../specifications/tools/validate/validate.ts';
import { memoryFiles } from '../memory-files.ts';

const epic = '.claude/epics/login';
const task = (name: string, keys: string, body = ''): string => `---\nname: ${name}\nstatus: open\n${keys}---\n${body}`;
const imported = (() => {
  const files = memoryFiles({
    '.claude/prds/login.md':
      '---\nname: login\ndescription: Log in\n---\n# PRD: login\n\n## Problem Statement\nNobody can log in, and all who tried have told us so.\n\n## Success\nThey can.\n',
    [`${epic}/epic.md`]:
      '---\nname: login\n---\n# Epic: login\n\n## Architecture\nCookies.\n\n## Tasks Created\n- [ ] 001.md - A\n',
    [`${epic}/001.md`]: task(
      'A',
      '',
      '# Task: A\n\n## Description\nThe table.\n\n## Acceptance Criteria\n- [ ] it is there\n- [x] it has a key\n\n## Technical Details\n```sql\n## no heading\n```\n',
    ),
    [`${epic}/002.md`]: task('B', 'depends_on: []\n'),
    [`${epic}/003.md`]: task('C', 'depends_on: [001]\n'),
    [`${epic}/004.md`]: task('D', 'depends_on: [002, 003]\n'),
  });
  const { epics, prds } = readCcpm(files);
  const [only] = epics;
  if (only === undefined) throw new Error('no epic');
  return importEpic(only, prds[0]?.text ?? null);
})();

test('a task keeps its description, details and criteria', () => {
  expect(imported.tasks.slice(0, imported.tasks.indexOf('## 2.'))).toBe(
    '## 1. A\n\n- [ ] 1.1 A\n\n  **Description**\n\n  The table.\n\n  **Technical Details**\n\n  ```sql\n  ## no heading\n  ```\n\n' +
      '  - [ ] 1.1.1 it is there\n  - [x] 1.1.2 it has a key\n\n',
  );
  expect(imported.proposal).toBe(
    '# login\n\n## Why\n\nNobody can log in, and all who tried have told us so.\n\n## What Changes\n\n- A\n- B\n- C\n- D\n\n' +
      '## Problem Statement\nNobody can log in, and all who tried have told us so.\n\n## Success\nThey can.\n',
  );
  expect(imported.design).toBe('# login\n\n## Architecture\nCookies.\n');
});

test('what is compiled of it has the graph of the epic, and it validates, also as the official tool does', async () => {
  const folder = 'openspec/changes/login';
  const project = await openProject(
    memoryFiles({
      [`${folder}/proposal.md`]: imported.proposal ?? '',
      [`${folder}/design.md`]: imported.design ?? '',
      [`${folder}/tasks.md`]: imported.tasks,
      [`${folder}/.openspec.yaml`]: 'schema: spec-driven\nskip_specs: true\n',
    }),
  );
  const compiled = compileChange(project, 'login', { tool: 'manual', withDone: false });
  if (!compiled.ok) throw new Error(compiled.error.message);
  const steps = compiled.value.workstream['steps'] as unknown as readonly { id: string; needs?: readonly string[] }[];
  // 1.1.1 → 1.1 → 3.1 ┐
  //               2.1 ┴→ 4.1
  expect(steps.map(({ id, needs }) => [id, needs ?? []])).toEqual([
    ['task-1-1', ['task-1-1-1']],
    ['task-1-1-1', []],
    ['task-2-1', []],
    ['task-3-1', ['task-1-1']],
    ['task-4-1', ['task-2-1', 'task-3-1']],
  ]);
  for (const name of ['ws', 'openspec@1.13']) {
    const profile = findProfile(name);
    if (profile === null) throw new Error(name);
    const scope = { changes: true, specs: true, archived: false };
    const { items } = validate(project, {
      profile,
      isStrict: true,
      scope,
      only: null,
      library: null,
      areDocumentsChecked: false,
    });
    expect(items.map((item) => [item.id, item.isValid])).toEqual([['login', true]]);
  }
});
