/** Checks that archived changes are finished, as the official tool does. */
import { counted } from '../../../core/counted.ts';
import { trackedTasks } from '../project/change-workflow.ts';
import { takeRemarks, type Remark } from './finding.ts';
import { archiveFolder, readTasks, type Project } from '../project/project.ts';

/** Open tasks of an archived change, and task files that cannot be read. */
export const checkArchived = (project: Project, id: string): readonly Remark[] => {
  const remarks = takeRemarks();
  const folder = `${archiveFolder}/${id}`;
  const tracked = trackedTasks(project, project.archived(id));
  const tasks = readTasks(project, folder, tracked.length > 0 ? tracked : ['tasks.md'], tracked.length > 0);
  for (const path of tasks.unreadable) {
    const file = `${folder}/${path}`;
    remarks.add('archive/unreadable-tasks', { file }, 'could not read task file', { path: file });
  }
  const all = tasks.documents.flatMap((document) =>
    document.list.tasks.map((task) => ({ ...task, file: `${folder}/${document.path}` })),
  );
  const open = all.filter((task) => !task.isDone);
  const first = open[0];
  if (first !== undefined) {
    const count = counted(open.length, 'incomplete task');
    const message = `${count} (${all.length - open.length}/${all.length} completed)`;
    remarks.add('archive/incomplete-tasks', first, message, { path: 'tasks.md' });
  }
  return remarks.all;
};
