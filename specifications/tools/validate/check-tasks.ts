/** Checks the task files of a change by the rules of the official tool. */
import { firstListItem } from '../../content/loose-list.ts';
import type { At, Remarks } from './finding.ts';
import type { TaskFile } from '../project/project.ts';

const noCheckbox =
  'This change counts as 0 tasks: no line in its tracked task files is a checkbox, so "openspec list" and ' +
  '"openspec status" report no work and "openspec archive" has nothing to flag as incomplete. ' +
  'Write each task as "- [ ] 1.1 Description".';

/** Task files that list work without a single checkbox among them. */
export const checkCheckboxes = (remarks: Remarks, folder: string, documents: readonly TaskFile[]): void => {
  if (documents.some((document) => document.list.tasks.length > 0)) return;
  for (const { path, text } of documents) {
    const line = firstListItem(text);
    if (line !== null)
      remarks.add('tasks/no-checkbox', { file: `${folder}/${path}`, line }, noCheckbox, { path, line });
  }
};

const plain = (number: string): string => number.replace(/^0+(?=\d)/, '');

/** Tasks whose number points to another group, or was used before in any of the files. */
export const checkNumbers = (remarks: Remarks, folder: string, documents: readonly TaskFile[]): void => {
  const first = new Map<string, { readonly path: string; readonly line: number }>();
  for (const { path, list } of documents) {
    for (const { id, group, line, column } of list.tasks) {
      const current = group === null ? undefined : list.groups[group]?.number;
      if (id === null || current === undefined) continue;
      const at = (): At => ({ file: `${folder}/${path}`, line, column });
      const own = id.slice(0, id.indexOf('.'));
      if (own !== current && plain(own) !== plain(current)) {
        const message =
          `Task "${id}" is under group ${current}, but its leading number points to group ${own}. ` +
          `Move it to group ${own} or renumber it.`;
        remarks.add('tasks/wrong-group', at(), message, { path, line });
      }
      const before = first.get(id);
      if (before === undefined) {
        first.set(id, { path, line });
        continue;
      }
      const where = before.path === path ? `on line ${before.line}` : `in ${before.path} on line ${before.line}`;
      const message = `Task ID "${id}" is duplicated; it was first declared ${where}.`;
      remarks.add('tasks/duplicate-id', at(), message, { path, line });
    }
  }
};
