import { expect, test } from 'vitest';
import { openTasks } from '../../../../../specifications/tools/archive/open-tasks.ts';
import { openProject } from '../../../../../specifications/tools/project/project.ts';
import { memoryFiles } from '../../memory-files.ts';

test('open tasks are those that a reader sees, sub-tasks among them', async () => {
  const list = '- [x] 1.1 a\n  - [ ] 1.1.1 b\n- [-] 1.2 c\n\n```\n- [ ] 1.3 d\n```\n';
  const project = await openProject(memoryFiles({ 'openspec/changes/c/tasks.md': list }));
  expect(openTasks(project, 'c')).toEqual([{ file: 'openspec/changes/c/tasks.md', line: 2, text: '1.1.1 b' }]);
});
