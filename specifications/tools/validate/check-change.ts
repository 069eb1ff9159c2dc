/** Checks a change by the rules of the official tool. */
import { isDelta, parseDelta, type Delta, type Operation } from '../../content/delta.ts';
import { tryDelta } from '../apply/apply.ts';
import type { Refusal, RefusalKind } from '../apply/apply-check.ts';
import { nearest } from '../../../core/planning/nearest.ts';
import { readMarker, taskFiles, workflowName } from '../project/change-workflow.ts';
import { checkDeltaFile, type Target } from './check-delta.ts';
import { checkCheckboxes, checkNumbers } from './check-tasks.ts';
import { takeRemarks, type Fix, type Remark, type Remarks } from './finding.ts';
import { foldName } from '../../content/names.ts';
import type { Requirement } from '../../content/requirement.ts';
import type { Reading } from './rules/history.ts';
import { findRule } from './rules/profiles.ts';
import { describeNesting, findNested, rootFiles } from '../project/nesting.ts';
import { readTasks, type Change, type DeltaFile, type Project } from '../project/project.ts';
import { trackedFiles } from '../project/workflows.ts';

/** What a change without deltas is told. */
export const noDeltas: string =
  'Change must have at least one delta. No deltas found. Ensure your change has a specs/ directory with capability ' +
  'folders (e.g. specs/http-server/spec.md) containing .md files that use delta headers (## ' +
  'ADDED/MODIFIED/REMOVED/RENAMED Requirements) and that each requirement includes at least one "#### Scenario:" ' +
  'block. If this change intentionally modifies no specs (pure refactor, tooling, docs), set "skip_specs: true" in ' +
  'the change\'s .openspec.yaml instead. Tip: run "openspec change show <change-id> --json --deltas-only" to inspect ' +
  'parsed deltas.';

const countOf = ({ delta }: DeltaFile): number =>
  delta.added.length + delta.modified.length + delta.removed.length + delta.renamed.length;

const unusable: readonly string[] = ['EACCES', 'EPERM', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'IRREGULAR'];

const targetOf = (project: Project, capability: string): Target => {
  const { file, text, spec } = project.spec(capability);
  if (spec !== null) return { kind: 'spec', spec };
  const code = text.ok ? '' : text.error.code;
  return unusable.includes(code) ? { kind: 'unusable', path: `${project.files.root}/${file}`, code } : { kind: 'none' };
};

const refusalRules: Readonly<Record<RefusalKind, string>> = {
  'bad-delta': 'change/not-applicable',
  'new-spec': 'change/new-spec-operation',
  'broken-target': 'change/broken-target',
  'modified-unknown': 'change/modified-unknown',
  'added-exists': 'change/added-exists',
  'added-misspelt': 'change/added-misspelt',
  'renamed-unknown': 'change/renamed-unknown',
  'renamed-exists': 'change/renamed-exists',
  'removed-misspelt': 'change/removed-misspelt',
  'lost-scenario': 'change/lost-scenario',
};

type NamedAt = { readonly name: string; readonly line: number; readonly column: number };

/** The place of a name in a delta: the first one of the operation concerned. */
const placeOf = (delta: Delta, { name, kind }: Refusal): NamedAt | null => {
  const lists: Readonly<Record<string, readonly NamedAt[]>> = {
    added: delta.added,
    modified: delta.modified,
    removed: delta.removed,
    renamed: delta.renamed.flatMap(({ from, to }) => [from, to]),
  };
  const own = lists[kind.split('-')[0] ?? ''] ?? Object.values(lists).flat();
  return own.find((each) => each.name === name) ?? null;
};

/** Puts the exact name where one was meant that differs only in case or spacing; null where none does. */
const spellingFix = (place: NamedAt | null, before: readonly Requirement[]): Fix | null => {
  if (place === null) return null;
  const meant = before.filter((block) => foldName(block.name) === foldName(place.name));
  const name = meant.length === 1 ? meant[0]?.name : undefined;
  if (name === undefined || name === place.name) return null;
  const { line, column } = place;
  return {
    title: `Write "${name}"`,
    edits: [{ line, column, endColumn: column + place.name.length, text: name }],
  };
};

const fixable: ReadonlySet<RefusalKind> = new Set(['modified-unknown', 'removed-misspelt', 'renamed-unknown']);

/** Whether nothing of a change is left to do: its specs were synced before it is archived. */
const isDone = (project: Project, change: Change): boolean => {
  let others = 0;
  for (const { capability, delta } of change.deltas) {
    const { text, spec, file } = project.spec(capability);
    const target = text.ok ? text.value : null;
    const tried = tryDelta({ capability, changeId: change.id, delta, target, targetPath: file }, spec);
    if (!tried.ok || Object.values(tried.value.counts).some((count) => count > 0)) return false;
    others += delta.added.length + delta.modified.length + delta.renamed.length;
  }
  if (others > 0) return true;
  // Removals alone leave no trace in a spec; then the tasks must tell.
  const tasks = readTasks(project, change.folder, taskFiles(project, change), false).documents.flatMap(
    ({ list }) => list.tasks,
  );
  return tasks.length > 0 && tasks.every((task) => task.isDone);
};

/** Whether a removal was carried out before: all else was, and no requirement is left that could be meant. */
const isSynced = (project: Project, change: Change, standing: readonly Requirement[], name: string): boolean => {
  const names = standing.map((block) => block.name);
  return nearest(name, names) === null && isDone(project, change);
};

/** Whether archiving would refuse a delta, and removals that would do nothing. */
export const checkApplying = (remarks: Remarks, project: Project, change: Change, deltaFile: DeltaFile): void => {
  const { capability, delta, file, path } = deltaFile;
  const { text, spec, file: targetPath } = project.spec(capability);
  if (!text.ok && text.error.code !== 'ENOENT' && text.error.code !== 'ENOTDIR') return;
  const target = text.ok ? text.value : null;
  const applied = tryDelta({ capability, changeId: change.id, delta, target, targetPath }, spec);
  if (applied.ok) {
    for (const { kind, name, message } of applied.value.notes) {
      if (kind !== 'unknown-removal' || isSynced(project, change, spec?.requirements ?? [], name)) continue;
      const { line, column } = delta.removed.find((each) => each.name === name) ?? { line: 1, column: 1 };
      remarks.add('change/removed-unknown', { file, line, column }, message, { path });
    }
    return;
  }
  const refusal = applied.error;
  const place = placeOf(delta, refusal);
  const { line, column } = place ?? { line: 1, column: 1 };
  // The parsed column may lie in a name that was cut short by a closing run of #; the name itself is as written.
  const fix = fixable.has(refusal.kind) ? spellingFix(place, spec?.requirements ?? []) : null;
  const message = `Archive would refuse this delta: ${refusal.message}`;
  remarks.add(refusalRules[refusal.kind], { file, line, column }, message, { path, fix });
};

/** What a file in `specs/` without a delta section is told. */
export const noDeltaSection =
  'No delta sections found. Add headers such as "## ADDED Requirements" or move non-delta notes outside specs/.';

const joinTitles = (present: readonly Operation[]): string => {
  const titles = present.map((operation) => `## ${operation} Requirements`);
  return titles.length < 2 ? titles.join('') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1) ?? ''}`;
};

/** What a delta is told whose sections hold nothing. */
export const noEntries = (present: readonly Operation[]): string =>
  `Delta sections ${joinTitles(present)} were found, but no requirement entries parsed. Ensure each section ` +
  'includes at least one "### Requirement:" block (REMOVED may use bullet list syntax).';

const checkDeltas = (remarks: Remarks, project: Project, change: Change, reading: Reading): void => {
  const { deltas } = change;
  for (const deltaFile of deltas) checkDeltaFile(remarks, deltaFile, targetOf(project, deltaFile.capability), reading);
  if (!reading.asksArchive) return;
  const failed = new Set(
    remarks.all.filter((remark) => findRule(remark.rule)?.openspec === 'error').map((remark) => remark.official.path),
  );
  const blocked = deltas.find(({ capability }) => {
    const { text } = project.spec(capability);
    return !text.ok && text.error.code === 'ENOTDIR';
  });
  if (blocked !== undefined) {
    // A file stands where a folder of the main spec's path should be: archive stops before it looks at any delta.
    const path = `${project.files.root}/${project.spec(blocked.capability).file}`;
    const message = `Could not check archive merge conflicts: ENOTDIR: not a directory, lstat '${path}'`;
    remarks.add('change/blocked-target', { file: blocked.file }, message, { path: 'specs' });
    return;
  }
  for (const deltaFile of deltas) {
    if (!failed.has(deltaFile.path) && countOf(deltaFile) > 0) checkApplying(remarks, project, change, deltaFile);
  }
};

const checkUnread = (remarks: Remarks, project: Project, change: Change): number => {
  const stray = change.tree.ok ? change.tree.value.strayMarkdown : [];
  let count = 0;
  for (const path of stray) {
    const file = `${change.folder}/specs/${path}`;
    const text = project.read(file);
    if (!text.ok || !isDelta(text.value)) continue;
    count++;
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path.slice(0, -'.md'.length);
    const message =
      `Delta spec found at specs/${path}. Delta specs must be a spec.md inside a capability folder — this file is ` +
      `ignored when the change is applied or archived. Move its requirements into specs/${folder}/spec.md.`;
    remarks.add('change/unread-delta', { file }, message, { path });
  }
  return count;
};

const checkEmpty = (remarks: Remarks, change: Change): void => {
  const empty = change.deltas.filter((deltaFile) => countOf(deltaFile) === 0);
  for (const { delta, file, path } of empty.filter((each) => each.delta.present.length > 0)) {
    const line = delta.sections.find((section) => section.operation !== null)?.line ?? 1;
    remarks.add('change/empty-delta', { file, line }, noEntries(delta.present), { path });
  }
  for (const { file, path } of empty.filter((each) => each.delta.present.length === 0)) {
    remarks.add('change/no-delta-section', { file }, noDeltaSection, { path });
  }
};

const checkMarker = (remarks: Remarks, project: Project, change: Change, unreadCount: number): void => {
  const marker = readMarker(project, change, 'skip_specs');
  const file = `${change.folder}/.openspec.yaml`;
  const hasFiles = change.tree.ok ? change.tree.value.hasFiles : true;
  if (marker.kind === 'void') {
    const message =
      'skip_specs is set but .openspec.yaml is not valid change metadata, so the marker is not honored. ' +
      `Fix the metadata (${marker.reason})`;
    remarks.add('change/bad-skip-marker', { file }, message, { path: '.openspec.yaml' });
  }
  if (marker.kind === 'set' && hasFiles) {
    const message =
      'skip_specs is set in .openspec.yaml but spec files exist under specs/. Remove skip_specs or delete the delta spec files';
    remarks.add('change/skip-conflict', { file }, message, { path: 'file' });
  }
  const hasRootSpec = change.tree.ok && change.tree.value.hasRootSpec;
  const count = change.deltas.reduce((sum, deltaFile) => sum + countOf(deltaFile), 0);
  if (count > 0 || hasRootSpec || unreadCount > 0) return;
  if (marker.kind !== 'set') {
    remarks.add('change/no-deltas', { file: change.folder }, noDeltas, { path: 'file' });
  } else if (!hasFiles) {
    const message =
      'skip_specs is set in .openspec.yaml: change declares no spec-level behavior changes, zero deltas accepted';
    remarks.add('change/skip-accepted', { file }, message, { path: 'file' });
  }
};

const checkTasks = (remarks: Remarks, project: Project, change: Change): void => {
  const { folder } = change;
  const name = workflowName(project, change);
  const found = name.ok ? project.workflows.find(name.value) : null;
  const tracked = found?.ok === true ? trackedFiles(project.files, folder, found.value.workflow) : [];
  // A file that leads out of the change is read by nobody.
  const isOwn = (path: string): boolean => change.entries.get(path) === 'file';
  if (tracked.some((path) => !isOwn(path) && !project.files.isInside(folder, `${folder}/${path}`))) return;
  const tasks = readTasks(project, folder, tracked.length > 0 ? tracked : ['tasks.md'], tracked.length > 0);
  const documents = [...tasks.documents].sort((left, right) => left.path.localeCompare(right.path));
  if (tasks.isTracked && tasks.unreadable.length === 0 && documents.length > 0) {
    checkCheckboxes(remarks, folder, documents);
  }
  if (found?.ok === true && found.value.isBuiltIn) checkNumbers(remarks, folder, documents);
};

/** A change as a version of the official tool reads its deltas. */
const asRead = (change: Change, reading: Reading): Change =>
  reading.mergesSections && reading.takesAnyBullet
    ? change
    : {
        ...change,
        deltas: change.deltas.map((each) => ({
          ...each,
          delta: parseDelta(each.delta.source.text, { manner: reading }),
        })),
      };

/** What a version of the official tool says of a change, in its order. */
export const checkChange = (project: Project, id: string, reading: Reading): readonly Remark[] => {
  const remarks = takeRemarks();
  const change = asRead(project.change(id), reading);
  const isPlainChange = rootFiles.some((name) => change.entries.get(name) === 'file');
  const nested = isPlainChange ? [] : findNested(project, id);
  if (nested.length > 0) {
    remarks.add('change/nested', { file: change.folder }, describeNesting(id, nested), { path: 'file' });
    return remarks.all;
  }
  if (!change.tree.ok && change.tree.error.code !== 'ENOTDIR') {
    remarks.add('change/unreadable', { file: change.folder }, change.tree.error.message, { path: 'file' });
    return remarks.all;
  }
  if (change.tree.ok && change.tree.value.hasRootSpec) {
    const message =
      'Delta spec found at specs/spec.md. Delta specs must live under a capability path (e.g. ' +
      'specs/<capability-path>/spec.md) — a file at the specs/ root is ignored when the change is applied or archived.';
    remarks.add('change/root-delta', { file: `${change.folder}/specs/spec.md` }, message, { path: 'spec.md' });
  }
  checkDeltas(remarks, project, change, reading);
  const unreadCount = reading.findsMisplaced ? checkUnread(remarks, project, change) : 0;
  checkEmpty(remarks, change);
  checkMarker(remarks, project, change, unreadCount);
  checkTasks(remarks, project, change);
  return remarks.all;
};
