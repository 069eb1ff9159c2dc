/** Lists and shows items in the JSON that the official tool prints, for programs written against that. */
import { cutLines, joinLines, type Lines } from '../../content/lines.ts';
import { readHeadings, type Heading } from '../../content/headings.ts';
import { isFilled, readBody, readRequirements } from '../../content/requirement.ts';
import { parseSpec } from '../../content/spec.ts';
import type { Delta } from '../../content/delta.ts';
import type { Files } from '../../files.ts';
import { trackedTasks } from '../project/change-workflow.ts';
import { describeNesting, findNested, rootFiles } from '../project/nesting.ts';
import { readTasks, type DeltaFile, type Project } from '../project/project.ts';

type Root = { readonly path: string; readonly source: 'nearest' };
const rootOf = ({ root }: Files): Root => ({ path: root, source: 'nearest' });

const statusOf = (done: number, total: number): 'no-tasks' | 'complete' | 'in-progress' =>
  total === 0 ? 'no-tasks' : done === total ? 'complete' : 'in-progress';

/** When each file below a folder was last changed, hidden ones included. */
const changesBelow = (files: Files, folder: string): readonly number[] => {
  const listed = files.list(folder);
  return (listed.ok ? listed.value : []).flatMap(({ name, kind }) =>
    kind === 'directory'
      ? changesBelow(files, `${folder}/${name}`)
      : [files.stamp(`${folder}/${name}`)?.modifiedMs ?? 0],
  );
};

/** When a file of a folder was last changed, in milliseconds since 1970; the folder itself where it holds none. */
const modifiedIn = (files: Files, folder: string): number => {
  const all = changesBelow(files, folder);
  return all.length === 0 ? (files.stamp(folder)?.modifiedMs ?? 0) : Math.max(...all);
};

const nestedOf = (project: Project, id: string): readonly string[] =>
  rootFiles.some((name) => project.change(id).entries.get(name) === 'file') ? [] : findNested(project, id);

/** `openspec list --json`: open changes, the newest first. */
export const officialChanges = (project: Project): object => {
  const changes = project.changeIds.map((id) => {
    const change = project.change(id);
    const tracked = trackedTasks(project, change);
    const { documents } = readTasks(project, change.folder, tracked.length > 0 ? tracked : ['tasks.md'], true);
    const tasks = documents.flatMap(({ list }) => list.tasks);
    const done = tasks.filter(({ isDone }) => isDone).length;
    const modifiedMs = modifiedIn(project.files, change.folder);
    return { name: id, completedTasks: done, totalTasks: tasks.length, modifiedMs, nested: nestedOf(project, id) };
  });
  const warnings = changes
    .filter(({ nested }) => nested.length > 0)
    .map(({ name, nested }) => ({
      code: 'nested_change_directory',
      name,
      nested,
      message: describeNesting(name, nested),
    }));
  return {
    changes: changes
      .sort((left, right) => right.modifiedMs - left.modifiedMs)
      .map(({ modifiedMs, nested, ...each }) => ({
        ...each,
        // Rounded, as the dates of files are in Node.js.
        lastModified: new Date(Math.round(modifiedMs)).toISOString(),
        status: statusOf(each.completedTasks, each.totalTasks),
        ...(nested.length > 0 ? { nested } : {}),
      })),
    ...(warnings.length > 0 ? { warnings } : {}),
    root: rootOf(project.files),
  };
};

/** `openspec list --specs --json`: every heading below Requirements counts. */
export const officialSpecs = (project: Project): object => ({
  specs: project.specIds.flatMap((id) => {
    const { spec } = project.spec(id);
    const isRead = spec?.purpose !== null && spec?.section !== null;
    return [{ id, requirementCount: isRead ? (spec?.entries.length ?? 0) : 0 }];
  }),
  root: rootOf(project.files),
});

type Shown = { readonly text: string; readonly scenarios: readonly { readonly rawText: string }[] };

const shownBelow = (source: Lines, { line, end, title, children }: Heading): Shown => ({
  text: readBody(source, line, end).body || title,
  scenarios: children
    .filter((child) => isFilled(source, child.line, child.end))
    .map((child) => ({ rawText: joinLines(source, child.line, child.end).trim() })),
});

/** `openspec show <spec> --json`; null where the official tool cannot read the spec. */
export const officialSpec = (project: Project, id: string): object | null => {
  const { text } = project.spec(id);
  if (!text.ok) return null;
  const { source, purpose, section, entries } = parseSpec(text.value);
  if (purpose === null || section === null) return null;
  return {
    id,
    title: id,
    overview: purpose.text,
    requirementCount: entries.length,
    requirements: entries.map(({ heading, text: said }) => ({ ...shownBelow(source, heading), text: said })),
    metadata: { version: '1.0.0', format: 'openspec' },
    root: rootOf(project.files),
  };
};

const readBlock = (raw: string): Shown => {
  const source = cutLines(raw.replace(/^###\s*/, '### '));
  const [first] = readHeadings(source);
  return first === undefined ? { text: '', scenarios: [] } : shownBelow(source, first);
};

/** What stands below each removal: the block of its header, up to the next header; below a bullet nothing. */
const removedBlocks = ({ source, sections, removed }: Delta): readonly string[] => {
  const blocks = sections
    .filter(({ operation }) => operation === 'REMOVED')
    .flatMap(({ line, end }) => readRequirements(source, line, end).requirements);
  return removed.map(({ name }) => {
    const at = blocks.findIndex((block) => block.name === name);
    // Each block stands for one removal.
    return at === -1 ? `### Requirement: ${name}` : (blocks.splice(at, 1)[0]?.raw ?? '');
  });
};

/** A header that names no requirement is passed over. */
const isNamed = (raw: string): boolean => /^###\s*Requirement:[^\S\n]*\S/i.test(raw);

const deltasOf = ({ capability, delta }: DeltaFile): readonly object[] => {
  const told = (operation: string, verb: string, raw: string): readonly object[] => {
    if (!isNamed(raw)) return [];
    const requirement = readBlock(raw);
    const description = `${verb} requirement: ${requirement.text}`;
    return [{ spec: capability, operation, description, requirement, requirements: [requirement] }];
  };
  return [
    ...delta.added.flatMap(({ raw }) => told('ADDED', 'Add', raw)),
    ...delta.modified.flatMap(({ raw }) => told('MODIFIED', 'Modify', raw)),
    ...removedBlocks(delta).flatMap((raw) => told('REMOVED', 'Remove', raw)),
    ...delta.renamed.map(({ from, to }) => ({
      spec: capability,
      operation: 'RENAMED',
      description: `Rename requirement from "${from.name}" to "${to.name}"`,
      rename: { from: from.name, to: to.name },
    })),
  ];
};

/** What a proposal is called there: its first title without `Change:`; the id of its change where that names nothing. */
const titleOf = (text: string, id: string): string => {
  const title = /^#\s+(?:Change:\s+)?(.+)$/im.exec(text)?.[1]?.trim() ?? '';
  return title === '' || title.toLowerCase() === 'proposal' ? id : title;
};

const verbs: readonly (readonly [RegExp, string])[] = [
  [/\brenam(?:e[sd]?|ing)\b/, 'RENAMED'],
  [/\b(?:add(?:s|ed|ing)?|creat(?:e[sd]?|ing)|new)\b/, 'ADDED'],
  [/\b(?:remov(?:e[sd]?|ing)|delet(?:e[sd]?|ing))\b/, 'REMOVED'],
];

/** What stands for deltas where a change has none: bullets of What Changes that begin in bold. */
const promisedDeltas = (whatChanges: string): readonly object[] =>
  whatChanges.split('\n').flatMap((line) => {
    const [, spec, text] = /^\s*-\s*\*\*([^*:]+)(?::\*\*|\*\*:)\s*(.+)$/.exec(line) ?? [];
    if (spec === undefined || text === undefined) return [];
    const description = text.trim();
    const verb = verbs.find(([words]) => words.test(description.toLowerCase()));
    return [{ spec: spec.trim(), operation: verb?.[1] ?? 'MODIFIED', description }];
  });

/** `openspec show <change> --json`; null where the official tool cannot read the proposal. */
export const officialChange = (project: Project, id: string): object | null => {
  const { proposal, deltas, entries } = project.change(id);
  // It looks below the folder of that name, and ends where there is a file instead.
  if (entries.get('specs') === 'file') return null;
  if (proposal === null || (proposal.value.why?.text ?? '') === '' || (proposal.value.whatChanges?.text ?? '') === '')
    return null;
  const hasSections = deltas.some(({ delta }) => delta.present.length > 0);
  const all = hasSections ? deltas.flatMap(deltasOf) : promisedDeltas(proposal.value.whatChanges?.text ?? '');
  return { id, title: titleOf(proposal.text, id), deltaCount: all.length, deltas: all, root: rootOf(project.files) };
};
