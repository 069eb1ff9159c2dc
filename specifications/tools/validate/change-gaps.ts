/** Checks what the official tool lets pass in a change. */
import { operations, type Delta } from '../../content/delta.ts';
import { headingText, readHeadings } from '../../content/headings.ts';
import { cutLines, lineAt } from '../../content/lines.ts';
import { keyOf } from '../../content/names.ts';
import { weighText } from '../../content/languages.ts';
import { currentOf } from './check-delta.ts';
import { checkScenarios } from './check-scenarios.ts';
import { changeGraph } from '../project/dependencies.ts';
import { takeRemarks, type Remark, type Remarks } from './finding.ts';
import { checkHeaders, checkText, type LinkTargets } from './gaps.ts';
import type { Change, DeltaFile, Project } from '../project/project.ts';
import { workflowName } from '../project/change-workflow.ts';
import { trackedFiles } from '../project/workflows.ts';
import { irregular } from '../../files.ts';

const maxDeltas = 10;
const whyLength = { min: 50, max: 1000 };

/** Whether what has a file's name is a pipe, a socket or a device, or a link to one or to nothing. */
const isIrregular = ({ files }: Project, { entries, folder }: Change, name: string): boolean => {
  const own = entries.get(name);
  const kind = own === 'link' ? files.kind(`${folder}/${name}`) : own;
  return kind === 'other' || kind === null;
};

const checkIrregular = (remarks: Remarks, project: Project, change: Change): void => {
  const named = ['proposal.md', 'design.md', 'tasks.md'].filter((name) => isIrregular(project, change, name));
  for (const file of named.map((name) => `${change.folder}/${name}`))
    remarks.add('change/unreadable', { file }, irregular(file).message);
  for (const { path: file, message } of change.tree.ok ? change.tree.value.irregular : [])
    remarks.add('change/unreadable', { file }, message);
};

const ownSections: readonly string[] = ['why', 'what changes', 'capabilities', 'impact'];

/** How many sections with text a proposal has besides those of the official template, or paragraphs below its title. */
const otherSections = (text: string): number => {
  const source = cutLines(text);
  const title = readHeadings(source).find((heading) => heading.level === 1);
  const prose = title === undefined ? '' : (headingText(source, title).split(/^#/m)[0] ?? '').trim();
  const below = prose === '' ? 0 : prose.split(/\n\s*\n/).length;
  return (
    below +
    readHeadings(source).filter(
      (heading) =>
        heading.level === 2 &&
        !ownSections.includes(heading.title.toLowerCase()) &&
        headingText(source, heading) !== '',
    ).length
  );
};

const checkProposal = (remarks: Remarks, project: Project, change: Change): void => {
  const file = `${change.folder}/proposal.md`;
  if (change.proposal === null) {
    const name = workflowName(project, change);
    const found = name.ok ? project.workflows.find(name.value) : null;
    const isAsked =
      found?.ok !== true || found.value.workflow.artifacts.some((each) => each.generates === 'proposal.md');
    if (isAsked && !isIrregular(project, change, 'proposal.md'))
      remarks.add('change/missing-proposal', { file }, 'The change has no proposal.md.');
    return;
  }
  const { why, whatChanges, capabilities } = change.proposal.value;
  // A proposal of another template says the same under headings of its own.
  const others = otherSections(change.proposal.text);
  const lacking = [why, whatChanges].filter((section) => (section?.text ?? '') === '').length;
  for (const [title, section] of [
    ['Why', why],
    ['What Changes', whatChanges],
  ] as const) {
    if ((section?.text ?? '') !== '' || others >= lacking) continue;
    remarks.add(
      'proposal/missing-section',
      { file, line: section?.line ?? 1 },
      `The proposal says nothing under "## ${title}".`,
    );
  }
  const length = why?.text.length ?? 0;
  if (why !== null && length > 0 && (length < whyLength.min || length > whyLength.max)) {
    const message = `Why has ${length} characters; it should have ${whyLength.min} to ${whyLength.max}.`;
    remarks.add('proposal/why-length', { file, line: why.line }, message);
  }
  const delivered = new Set(change.deltas.map((delta) => delta.capability));
  for (const { path, line, column } of capabilities) {
    if (delivered.has(path)) continue;
    const message = `The proposal lists capability "${path}", but there is no specs/${path}/spec.md.`;
    remarks.add('proposal/undelivered-capability', { file, line, column }, message);
  }
  const promised = new Set(capabilities.map((capability) => capability.path));
  for (const { capability, file: deltaFile } of change.deltas) {
    if (promised.size === 0 || promised.has(capability)) continue;
    const message = `The proposal does not list capability "${capability}".`;
    remarks.add('proposal/undeclared-capability', { file: deltaFile }, message);
  }
};

const checkMetadata = (remarks: Remarks, project: Project, change: Change): void => {
  const file = `${change.folder}/.openspec.yaml`;
  const { metadata } = change;
  if (metadata === null) return;
  if (!metadata.text.ok) {
    remarks.add('metadata/invalid', { file }, metadata.text.error.message);
    return;
  }
  for (const { where, message, line, column } of metadata.reading?.problems ?? []) {
    remarks.add('metadata/invalid', { file, line, column }, where === '' ? message : `${where}: ${message}`);
  }
  const value = metadata.reading?.metadata ?? null;
  if (value === null) return;
  if (!project.workflows.names.includes(value.schema)) {
    const message = `Unknown schema "${value.schema}". There are: ${project.workflows.names.join(', ')}.`;
    remarks.add('metadata/unknown-schema', { file }, message);
  }
  for (const id of value.dependsOn) {
    const isArchived = project.archivedIds.some(
      (each) => each === id || each.replace(/^\d{4}-\d{2}-\d{2}-/, '') === id,
    );
    if (project.changeIds.includes(id) || isArchived) continue;
    remarks.add(
      'change/unknown-dependency',
      { file },
      `depends_on names "${id}", which is no open or archived change.`,
    );
  }
};

const plainTitle = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .replace(/requirements?$/, 'requirements');

const checkSections = (remarks: Remarks, { delta, file }: DeltaFile): void => {
  for (const { title, operation, line } of delta.sections) {
    if (operation !== null) continue;
    const meant = operations.find((each) => plainTitle(title) === `${each.toLowerCase()} requirements`);
    if (meant === undefined) continue;
    const exact = `## ${meant} Requirements`;
    const length = lineAt(delta.source, line - 1).length;
    const fix = { title: `Write "${exact}"`, edits: [{ line, column: 1, endColumn: length + 1, text: exact }] };
    const message = `Section "## ${title}" is passed over; the title must be exactly "${exact}".`;
    remarks.add('change/misspelt-section', { file, line }, message, { path: file, line, fix });
  }
};

// A label, or a sentence that tells of the removal rather than of the requirement.
const saysWhy =
  /\b(?:reason|migration|because|removed|replaced|simplified|superseded|obsolete|deprecated|retired|no longer|merged into|moved to|instead)\b|原因|理由|причина|grund|motiv|raison/i;

const checkRemovals = (remarks: Remarks, { delta, file }: DeltaFile): void => {
  for (const { name, line, column, explanation } of delta.removed) {
    if (saysWhy.test(explanation)) continue;
    const message = `The removal of "${name}" gives no reason.`;
    remarks.add('change/removed-unexplained', { file, line, column }, message);
  }
};

/** Whether what stands in bold before a colon is a key, such as `Depends on`, and no sentence that goes on behind it. */
const isKey = (text: string): boolean =>
  /^[\p{L}\p{N}][\p{L}\p{N} _/-]*$/u.test(text) && text.split(/\s+/).length <= 4 && weighText(text) <= 32;

const checkErased = (remarks: Remarks, project: Project, { delta, file, capability }: DeltaFile): void => {
  const { spec } = project.spec(capability);
  if (spec === null) return;
  const find = currentOf(delta, spec);
  for (const block of delta.modified) {
    const kept = new Set(block.metadata.map((each) => each.key));
    const lost = (find(block.name)?.metadata ?? [])
      .filter((each) => !kept.has(each.key) && isKey(each.key))
      .map((each) => `**${each.key}**`);
    if (lost.length === 0) continue;
    const message = `MODIFIED "${block.name}" erases ${lost.join(', ')} of the main spec.`;
    remarks.add('change/erases-metadata', { file, line: block.line, column: block.column }, message);
  }
};

const countOf = (delta: Delta): number =>
  delta.added.length + delta.modified.length + delta.removed.length + delta.renamed.length;

const checkWhole = (remarks: Remarks, project: Project, change: Change): void => {
  const file = change.folder;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(change.id)) {
    remarks.add('change/bad-name', { file }, `The change id "${change.id}" is not kebab-case.`);
  }
  const count = change.deltas.reduce((sum, each) => sum + countOf(each.delta), 0);
  if (count > maxDeltas) {
    remarks.add(
      'change/too-many-deltas',
      { file },
      `The change has ${count} deltas; more than ${maxDeltas} should be split.`,
    );
  }
  const name = workflowName(project, change);
  const found = name.ok ? project.workflows.find(name.value) : null;
  const hasTracked = found?.ok === true && trackedFiles(project.files, file, found.value.workflow).length > 0;
  if (!hasTracked && !change.hasTasks && !isIrregular(project, change, 'tasks.md')) {
    remarks.add('change/missing-tasks', { file: `${file}/tasks.md` }, 'The change has no task list.');
  }
};

/** Requirements that other open changes touch as well. */
export const checkOverlaps = (project: Project, change: string): readonly Remark[] => {
  const remarks = takeRemarks();
  const graph = changeGraph(project);
  for (const touch of graph.touchesOf(change)) {
    const others = graph.overlapping(touch);
    if (others.length === 0) continue;
    const { file, line, column, operation, key, capability } = touch;
    const list = [
      ...new Set(others.map((other) => `${other.change} (${other.operation}, ${other.file}:${other.line})`)),
    ];
    const message = `${operation} "${key}" of ${capability}: also touched by open change ${list.join(', ')}.`;
    remarks.add('change/overlap', { file, line, column }, message);
  }
  return remarks.all;
};

const checkTexts = (remarks: Remarks, targets: LinkTargets, change: Change): void => {
  const { project } = targets;
  const { proposal } = change;
  if (proposal !== null) checkText(remarks, targets, `${change.folder}/proposal.md`, cutLines(proposal.text));
  for (const name of ['design.md', 'tasks.md'].filter((each) => change.entries.has(each))) {
    const file = `${change.folder}/${name}`;
    const text = project.read(file);
    if (text.ok) checkText(remarks, targets, file, cutLines(text.value));
  }
  for (const { file, delta } of change.deltas) checkText(remarks, targets, file, delta.source);
};

/** What our own profile adds for a change looked at alone. */
export const checkChangeGaps = (targets: LinkTargets, id: string): readonly Remark[] => {
  const remarks = takeRemarks();
  const { project } = targets;
  const change = project.change(id);
  checkIrregular(remarks, project, change);
  checkWhole(remarks, project, change);
  checkMetadata(remarks, project, change);
  checkProposal(remarks, project, change);
  for (const deltaFile of change.deltas) {
    checkSections(remarks, deltaFile);
    checkRemovals(remarks, deltaFile);
    checkErased(remarks, project, deltaFile);
    const blocks = [...deltaFile.delta.added, ...deltaFile.delta.modified];
    checkHeaders(remarks, deltaFile.file, blocks);
    for (const block of blocks) checkScenarios(remarks, deltaFile.file, block);
  }
  checkTexts(remarks, targets, change);
  return remarks.all;
};

const missing = new Set([
  'change/modified-unknown',
  'change/renamed-unknown',
  'change/removed-unknown',
  'change/new-spec-operation',
]);
const inTheWay = new Set(['change/added-exists', 'change/renamed-exists']);

/** Leaves out what is wrong only because a change that this one depends on has not been archived yet. */
export const withoutPromised = (project: Project, id: string, remarks: readonly Remark[]): readonly Remark[] => {
  const before = changeGraph(project).before(id);
  if (before.size === 0 || !remarks.some(({ rule }) => missing.has(rule) || inTheWay.has(rule))) return remarks;
  const [brought, taken] = [new Set<string>(), new Set<string>()];
  const key = (capability: string, { name }: { readonly name: string }): string => `${capability}\n${keyOf(name)}`;
  for (const { capability, delta } of [...before].flatMap((other) => project.change(other).deltas)) {
    for (const each of [...delta.added, ...delta.renamed.map(({ to }) => to)]) brought.add(key(capability, each));
    for (const each of [...delta.removed, ...delta.renamed.map(({ from }) => from)]) taken.add(key(capability, each));
  }
  return remarks.filter(({ rule, file, line }) => {
    const own = project.change(id).deltas.find((each) => each.file === file);
    if (own === undefined) return true;
    const { capability, delta } = own;
    const isAt = (each: { readonly line: number }): boolean => each.line === line;
    if (inTheWay.has(rule)) {
      const names = [...delta.added, ...delta.renamed.map(({ to }) => to)].filter(isAt);
      return names.length === 0 || !names.every((each) => taken.has(key(capability, each)));
    }
    if (!missing.has(rule)) return true;
    const all = [...delta.modified, ...delta.removed, ...delta.renamed.map(({ from }) => from)];
    const wanted = rule === 'change/new-spec-operation' ? all : all.filter(isAt);
    const standing = new Set(project.spec(capability).spec?.requirements.map(({ name }) => keyOf(name)));
    return !wanted.every((each) => standing.has(keyOf(each.name)) || brought.has(key(capability, each)));
  });
};
