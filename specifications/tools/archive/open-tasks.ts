/** Finds the tasks of a change that are still open when it is to be archived. */
import { outlineTasks } from '../../content/task-outline.ts';
import { taskFiles } from '../project/change-workflow.ts';
import { readTasks, type Project } from '../project/project.ts';

/** An open task, and where it stands. */
export type OpenTask = { readonly file: string; readonly line: number; readonly text: string };

/** Tasks that a reader of the list takes for open; cancelled ones are not. */
export const openTasks = (project: Project, id: string): readonly OpenTask[] => {
  const change = project.change(id);
  const { documents } = readTasks(project, change.folder, taskFiles(project, change), false);
  return documents.flatMap(({ path, text }) =>
    outlineTasks(text)
      .tasks.filter(({ task, isCancelled }) => !task.isDone && !isCancelled)
      .map(({ task }) => ({ file: `${change.folder}/${path}`, line: task.line, text: task.text })),
  );
};
