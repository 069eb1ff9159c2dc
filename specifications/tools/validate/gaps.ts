/** Checks what the official tool lets pass, a spec or the project as a whole at a time. */
import { linesOf, type Lines } from '../../content/lines.ts';
import { foldName } from '../../content/names.ts';
import type { Requirement } from '../../content/requirement.ts';
import { checkScenarios } from './check-scenarios.ts';
import { changeGraph } from '../project/dependencies.ts';
import { takeRemarks, type Remark, type Remarks } from './finding.ts';
import { findDeadLinks } from '../project/links.ts';
import type { Library } from '../project/library.ts';
import type { Project } from '../project/project.ts';
import { folderNames } from '../project/discover.ts';

/** Where links may lead; `library` is null where documents are not looked at. */
export type LinkTargets = { readonly project: Project; readonly library: Library | null };

/** What stands in a fence is an example; but a fence that nobody closes may be open because of the conflict. */
const isInClosedFence = ({ fenced, unclosed }: Lines, index: number): boolean =>
  fenced[index] === 1 && (unclosed === null || index < unclosed);

/** Whether both other markers follow, before the next conflict begins. */
const isWholeConflict = (lines: readonly string[], index: number): boolean => {
  const next = lines.findIndex((line, at) => at > index && line.startsWith('<<<<<<< '));
  const own = lines.slice(index + 1, next === -1 ? lines.length : next);
  const middle = own.findIndex((line) => line.trimEnd() === '=======');
  return middle !== -1 && own.slice(middle + 1).some((line) => line.startsWith('>>>>>>> '));
};

/** Git conflict markers, dead links and open fences in a text. */
export const checkText = (remarks: Remarks, { project, library }: LinkTargets, file: string, source: Lines): void => {
  if (source.text.includes('<<<<<<< ') && source.text.includes('>>>>>>> ')) {
    const lines = linesOf(source);
    for (const [index, line] of lines.entries()) {
      if (!line.startsWith('<<<<<<< ') || isInClosedFence(source, index) || !isWholeConflict(lines, index)) continue;
      const message = `Git conflict marker "${line.slice(0, 40)}" was left in the text.`;
      remarks.add('text/conflict-marker', { file, line: index + 1 }, message);
    }
  }
  for (const { line, column, target, why } of findDeadLinks(project, library, file, source)) {
    remarks.add('text/dead-link', { file, line, column }, `The link "${target}" leads nowhere: ${why}.`);
  }
  if (source.unclosed !== null) {
    const line = source.unclosed + 1;
    const message = 'The code fence that opens here is never closed; everything below it is read as code.';
    remarks.add('spec/unclosed-fence', { file, line }, message);
  }
};

/** Headers of requirements that lack the space after `###`. */
export const checkHeaders = (remarks: Remarks, file: string, blocks: readonly Requirement[]): void => {
  for (const { name, line, raw } of blocks) {
    if (!raw.startsWith('###') || /^###\s/.test(raw)) continue;
    const fix = { title: 'Add the space', edits: [{ line, column: 4, endColumn: 4, text: ' ' }] };
    const message = `The header of requirement "${name}" lacks the space after "###".`;
    remarks.add('spec/header-space', { file, line, column: 4 }, message, { path: file, line, fix });
  }
};

/** What our own profile adds for a main spec. */
export const checkSpecGaps = (targets: LinkTargets, id: string): readonly Remark[] => {
  const remarks = takeRemarks();
  const { project } = targets;
  const { file, spec } = project.spec(id);
  if (spec === null) return remarks.all;
  checkText(remarks, targets, file, spec.source);
  checkHeaders(remarks, file, spec.requirements);
  const first = new Map<string, Requirement>();
  for (const block of spec.requirements) {
    const folded = foldName(block.name);
    const other = first.get(folded);
    if (other === undefined) first.set(folded, block);
    else if (other.name !== block.name) {
      const message = `Requirement "${block.name}" differs from "${other.name}" on line ${other.line} only in case or spacing.`;
      remarks.add('spec/near-duplicate', { file, line: block.line, column: block.column }, message);
    }
    checkScenarios(remarks, file, block);
  }
  for (const block of spec.plain) {
    checkScenarios(remarks, file, block);
    if (!block.scenarios.some(({ hasBody }) => hasBody)) continue;
    const message =
      `"${block.name}" counts as a requirement, but lacks the prefix: no change can modify, rename or remove it, ` +
      `and nobody checks that it binds. Write "### Requirement: ${block.name}".`;
    remarks.add('spec/plain-requirement', { file, line: block.line, column: block.column }, message);
  }
  return remarks.all;
};

const checkSettings = (remarks: Remarks, project: Project): void => {
  if (project.settings === null) return;
  const { file, reading } = project.settings;
  for (const { where, message, line, column } of reading.problems) {
    remarks.add('config/invalid', { file, line, column }, where === '' ? message : `${where}: ${message}`);
  }
  const { schema } = reading.settings;
  if (schema === null || project.workflows.find(schema).ok || project.workflows.names.includes(schema)) return;
  const message = `Unknown schema "${schema}". There are: ${project.workflows.names.join(', ')}.`;
  remarks.add('config/unknown-schema', { file }, message);
};

/** What our own profile adds for the project as a whole. */
export const checkProjectGaps = (project: Project): readonly Remark[] => {
  const remarks = takeRemarks();
  checkSettings(remarks, project);
  for (const name of folderNames(project.files, 'openspec/schemas')) {
    const file = `openspec/schemas/${name}/schema.yaml`;
    if (!project.workflows.names.includes(name)) continue;
    const found = project.workflows.find(name);
    if (!found.ok) remarks.add('schema/invalid', { file }, found.error.replace(`${project.files.root}/`, ''));
  }
  const { cycle } = changeGraph(project);
  if (cycle !== null) {
    const file = `openspec/changes/${cycle[0] ?? ''}/.openspec.yaml`;
    remarks.add('change/dependency-cycle', { file }, `Changes depend on each other in a ring: ${cycle.join(' → ')}.`);
  }
  return remarks.all;
};
