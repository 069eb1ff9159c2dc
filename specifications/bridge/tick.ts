/** Ticks tasks in tasks.md from what really happened, touching nothing else. */
import { parseTasks } from '../content/tasks.ts';

/** A task list in which the tasks on these lines are ticked or not; every other byte stays. */
export const tickTasks = (text: string, isDoneByLine: ReadonlyMap<number, boolean>): string => {
  const lines = text.split('\n');
  for (const { line, column, isDone } of parseTasks(text).tasks) {
    const wanted = isDoneByLine.get(line);
    if (wanted === undefined || wanted === isDone) continue;
    const old = lines[line - 1] ?? '';
    const close = old.indexOf(']', column);
    lines[line - 1] = `${old.slice(0, column)}${wanted ? 'x' : ' '}${old.slice(close)}`;
  }
  return lines.join('\n');
};
