/** Tells a folder that wraps other changes from a change. */
import { workflowName } from './change-workflow.ts';
import { changesFolder, type Project } from './project.ts';
import { folderNames, walkSpecs } from './discover.ts';
import { artifactFiles } from './workflows.ts';

/** Files that only stand at the root of a change. */
export const rootFiles: readonly string[] = ['.openspec.yaml', 'proposal.md', 'tasks.md', 'design.md'];
const maxDepth = 3;

const looksLikeChange = (project: Project, folder: string): boolean => {
  const { files, workflows } = project;
  if (rootFiles.some((name) => files.kind(`${folder}/${name}`) === 'file')) return true;
  const tree = walkSpecs(files, `${folder}/specs`);
  if (tree.ok && tree.value.hasFiles) return true;
  const name = workflowName(project, project.nested(folder));
  const found = name.ok ? workflows.find(name.value) : null;
  return (
    found?.ok === true &&
    found.value.workflow.artifacts.some(({ generates }) => artifactFiles(files, folder, generates).length > 0)
  );
};

/** Ids of the changes that a folder in `changes/` wraps, sorted; empty where it is a change itself, or nothing. */
export const findNested = (project: Project, name: string): readonly string[] => {
  const { files } = project;
  const folder = `${changesFolder}/${name}`;
  const isChange = (path: string): boolean => looksLikeChange(project, path);
  if (isChange(folder)) return [];
  const listed = files.list(folder);
  const hasFile = listed.ok && listed.value.some((entry) => !entry.name.startsWith('.') && entry.kind !== 'directory');
  if (hasFile) return [];
  const found: string[] = [];
  const walk = (id: string, depth: number): void => {
    if (depth > maxDepth) return;
    for (const child of folderNames(files, `${changesFolder}/${id}`)) {
      if (isChange(`${changesFolder}/${id}/${child}`)) found.push(`${id}/${child}`);
      else walk(`${id}/${child}`, depth + 1);
    }
  };
  walk(name, 1);
  return found.sort();
};

/** The official sentence about a folder that wraps changes. */
export const describeNesting = (name: string, nested: readonly string[]): string => {
  const list = nested.map((id) => `openspec/changes/${id}/`).join(', ');
  return (
    `"${name}" is not a change: it is a folder wrapping ${list}. A change must be a directory directly under ` +
    'openspec/changes/, so those nested directories are invisible to OpenSpec while the folder around them is ' +
    'reported as a change. Nested paths are supported under openspec/specs/ only. Rename each nested change to a ' +
    `flat name (for example "${(nested[0] ?? '').split('/').join('-')}").`
  );
};
