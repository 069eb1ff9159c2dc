/** The hash of a change's content that approvals are bound to. */
import { createHash } from 'node:crypto';
import { parseTasks } from '../content/tasks.ts';
import { taskFiles } from '../tools/project/change-workflow.ts';
import { allFiles } from '../tools/project/discover.ts';
import type { Project } from '../tools/project/project.ts';

/** A task list with every box empty, so that ticking a task does not change what was approved. */
const untick = (text: string): string => {
  const lines = text.split('\n');
  for (const { line, column } of parseTasks(text).tasks) {
    const old = lines[line - 1] ?? '';
    const close = old.indexOf(']', column);
    lines[line - 1] = `${old.slice(0, column)} ${old.slice(close)}`;
  }
  return lines.join('\n');
};

/** SHA-256 over the files of an open change, lower-case hex. Ticks in task lists and line ends do not count. */
export const hashChange = (project: Project, id: string): string => {
  const { files } = project;
  const { folder } = project.change(id);
  const lists = taskFiles(project, project.change(id));
  const sum = createHash('sha256');
  const paths = [...allFiles(files, folder), '.openspec.yaml'];
  for (const path of paths) {
    const text = files.read(`${folder}/${path}`);
    if (!text.ok) continue;
    const plain = text.value.replaceAll('\r\n', '\n');
    sum.update(`${path}\0${path.endsWith('tasks.md') || lists.includes(path) ? untick(plain) : plain}\0`);
  }
  return sum.digest('hex');
};
