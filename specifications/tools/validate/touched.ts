/** Tells which items a set of changed files concerns. */
import { changesFolder, specsFolder, type Project } from '../project/project.ts';
import type { ItemName } from './validate.ts';

/**
 * Items to validate after these files changed (paths relative to the root, deleted ones included): specs and
 * changes whose own files changed, and open changes with a delta for a spec that did. Settings and schemas concern
 * every change.
 */
export const touchedItems = (project: Project, changedFiles: readonly string[]): readonly ItemName[] => {
  const specs = new Set<string>();
  const changes = new Set<string>();
  let isForAll = false;
  for (const file of changedFiles) {
    if (file.startsWith(`${specsFolder}/`)) specs.add(file.slice(specsFolder.length + 1).replace(/\/[^/]*$/, ''));
    else if (file.startsWith(`${changesFolder}/`))
      changes.add(file.slice(changesFolder.length + 1).split('/')[0] ?? '');
    else if (/^openspec\/(?:config\.ya?ml$|schemas\/)/.test(file)) isForAll = true;
  }
  const isConcerned = (id: string): boolean =>
    isForAll || changes.has(id) || project.change(id).deltas.some((delta) => specs.has(delta.capability));
  return [
    ...project.changeIds.filter(isConcerned).map((id) => ({ kind: 'change' as const, id })),
    ...project.specIds.filter((id) => specs.has(id)).map((id) => ({ kind: 'spec' as const, id })),
  ];
};
