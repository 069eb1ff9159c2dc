/** Validates the items of a project under a profile. */
import { err, ok, type Result } from '../../../core/result.ts';
import { checkArchived } from './check-archived.ts';
import { checkChange } from './check-change.ts';
import { checkDocuments } from './check-documents.ts';
import { checkOperations } from './check-operations.ts';
import { checkSpec } from './check-spec.ts';
import { checkChangeEarly, checkSpecEarly, earlyChanges, earlySpecs } from './earlier/early-items.ts';
import type { Orphan } from '../../content/delta.ts';
import type { Requirement } from '../../content/requirement.ts';
import { secondLook } from './second-look.ts';
import { judge, takeRemarks, type Finding, type Remark } from './finding.ts';
import { checkChangeGaps, checkOverlaps, withoutPromised } from './change-gaps.ts';
import { changeGraph } from '../project/dependencies.ts';
import { checkProjectGaps, checkSpecGaps } from './gaps.ts';
import type { Library } from '../project/library.ts';
import { specsFolder, type Project } from '../project/project.ts';
import type { Reading } from './rules/history.ts';
import type { Profile } from './rules/profiles.ts';

export type ItemKind = 'change' | 'spec';

export type Scope = { readonly changes: boolean; readonly specs: boolean; readonly archived: boolean };

export type ItemReport = {
  readonly id: string;
  readonly kind: ItemKind | 'document' | 'project';
  readonly isValid: boolean;
  readonly findings: readonly Finding[];
};

export type Validation = {
  readonly profile: string;
  readonly isStrict: boolean;
  readonly scope: Scope;
  /** By id; under our own profile, findings about the project as a whole come first. */
  readonly items: readonly ItemReport[];
  /** False as soon as one item is not valid. */
  readonly isValid: boolean;
};

export type ValidateOptions = {
  readonly profile: Profile;
  /** Warnings make an item invalid, too. */
  readonly isStrict: boolean;
  readonly scope: Scope;
  /** Only these items; null for all of the scope. */
  readonly only: readonly ItemName[] | null;
  /** Spec YAML documents, where addresses may lead; null where they are not looked at. */
  readonly library: Library | null;
  /** Whether these documents are checked as well. */
  readonly areDocumentsChecked: boolean;
};

export type ItemName = { readonly kind: ItemKind; readonly id: string };

/** Whether findings leave an item valid. */
export const isValid = (findings: readonly Finding[], isStrict: boolean): boolean =>
  findings.every(({ level }) => level === 'info' || (level === 'warning' && !isStrict));

const checkSpecItem = (project: Project, id: string, reading: Reading): readonly Remark[] => {
  const early = reading.early === null ? null : checkSpecEarly(project, id, reading.early);
  if (early !== null) return early;
  const { file, text, spec } = project.spec(id);
  if (spec !== null) return checkSpec(spec, file, reading);
  const remarks = takeRemarks();
  const message = text.ok ? 'unreadable' : text.error.message;
  remarks.add('spec/unreadable', { file }, message, { path: 'file' });
  return remarks.all;
};

const checkChangeItem = (project: Project, id: string, reading: Reading): readonly Remark[] =>
  reading.early === null ? checkChange(project, id, reading) : checkChangeEarly(project, id, reading.early);

/** What below `openspec/specs` cannot be used, by the capability it would be; the empty one is the folder itself. */
const unusableSpecs = (project: Project, isOfficial: boolean): readonly (readonly [string, readonly Remark[]])[] =>
  [...project.specProblems, ...(isOfficial ? [] : project.irregularSpecs)]
    .filter(({ path, code }) => path !== specsFolder || code !== 'ENOTDIR')
    .map(({ path, message }) => {
      const remarks = takeRemarks();
      remarks.add('spec/unreadable', { file: path }, message, { path: 'file' });
      return [path.slice(specsFolder.length + 1).replace(/\/spec\.md$/, ''), remarks.all];
    });

/** Sorts as the official tool does, by the order of the user's language. */
const sortById = (items: ItemReport[]): void => {
  const collator = new Intl.Collator();
  // In English these characters stand as they do in ASCII, which is quicker to compare.
  const isPlain =
    collator.resolvedOptions().locale.startsWith('en') && items.every(({ id }) => /^[a-z0-9-]*$/.test(id));
  if (isPlain) items.sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  else items.sort((left, right) => collator.compare(left.id, right.id));
};

/** Capabilities that a change has deltas for. */
const touchedBy = (project: Project, id: string): readonly string[] => {
  const { tree } = project.change(id);
  return tree.ok ? tree.value.specs.map((each) => each.id) : [];
};

/** How many of the changes have deltas for each capability. */
const countUses = (project: Project, changes: readonly string[]): Map<string, number> => {
  const uses = new Map<string, number>();
  for (const id of changes)
    for (const capability of touchedBy(project, id)) uses.set(capability, (uses.get(capability) ?? 0) + 1);
  return uses;
};

/** Validates; never fails: what is wrong is a finding. Nothing is run or written. */
export const validate = (project: Project, options: ValidateOptions): Validation => {
  const { profile, isStrict, scope, only, library, areDocumentsChecked } = options;
  const isAsked = (kind: ItemKind, id: string): boolean =>
    only === null || only.some((item) => item.kind === kind && item.id === id);
  const report = (kind: ItemReport['kind'], id: string, remarks: readonly Remark[]): ItemReport => {
    const findings = judge(remarks, profile);
    return { id, kind, isValid: isValid(findings, isStrict), findings };
  };
  const gaps = (make: () => readonly Remark[]): readonly Remark[] => (profile.isOfficial ? [] : make());
  const lookAgainAtSpec = (id: string): readonly Remark[] => {
    const remarks = checkSpecItem(project, id, profile.reading);
    const { spec } = project.spec(id);
    return profile.isOfficial || spec === null
      ? remarks
      : secondLook(project, remarks, {
          purpose: spec.purpose?.text ?? '',
          blocks: () => spec.requirements,
          orphans: () => [],
        });
  };
  const lookAgainAtChange = (id: string, remarks: readonly Remark[]): readonly Remark[] => {
    const { deltas } = project.change(id);
    const blocks = (file: string): readonly Requirement[] =>
      deltas.filter((each) => each.file === file).flatMap(({ delta }) => [...delta.added, ...delta.modified]);
    const orphans = (file: string): readonly Orphan[] =>
      deltas.filter((each) => each.file === file).flatMap(({ delta }) => delta.orphans);
    return secondLook(project, remarks, { purpose: '', blocks, orphans });
  };
  const archived = scope.archived ? project.archivedIds.filter((id) => isAsked('change', id)) : [];
  const { early } = profile.reading;
  const changeIds = early === null ? project.changeIds : earlyChanges(project, early);
  const specIds = early === null ? project.specIds : earlySpecs(project);
  const changes = scope.changes ? changeIds.filter((id) => isAsked('change', id)) : [];
  const specs = new Set(scope.specs ? specIds.filter((id) => isAsked('spec', id)) : []);
  const specReports = new Map<string, ItemReport>();
  const finishSpec = (id: string): void => {
    if (specs.has(id) && !specReports.has(id)) {
      const remarks = [...lookAgainAtSpec(id), ...gaps(() => checkSpecGaps({ project, library }, id))];
      specReports.set(id, report('spec', id, remarks));
    }
    project.forget('spec', id);
  };
  const found = new Map<string, readonly Remark[]>();
  const uses = countUses(project, changes);
  for (const id of changes) {
    const official = checkChangeItem(project, id, profile.reading);
    const known = profile.isOfficial
      ? official
      : withoutPromised(project, id, lookAgainAtChange(id, [...official, ...checkOperations(project, id, official)]));
    found.set(id, [...known, ...gaps(() => checkChangeGaps({ project, library }, id))]);
    // A large project is not held in memory as a whole: a spec is let go after the last change that touches it.
    for (const capability of touchedBy(project, id)) {
      const left = (uses.get(capability) ?? 0) - 1;
      uses.set(capability, left);
      if (left === 0) finishSpec(capability);
    }
    if (!profile.isOfficial) changeGraph(project).touchesOf(id);
    project.forget('change', id);
  }
  for (const id of specs) if (!specReports.has(id)) finishSpec(id);
  const unusable = scope.specs && only === null ? unusableSpecs(project, profile.isOfficial) : [];
  const items = [
    ...archived.map((id) => report('change', id, checkArchived(project, id))),
    // Only now is it known what every change touches.
    ...[...found].map(([id, remarks]) => report('change', id, [...remarks, ...gaps(() => checkOverlaps(project, id))])),
    ...[...specs].flatMap((id) => specReports.get(id) ?? []),
    ...unusable.filter(([id]) => id !== '').map(([id, remarks]) => report('spec', id, remarks)),
    ...(library === null || !areDocumentsChecked
      ? []
      : [...checkDocuments(library)].map(([id, remarks]) => report('document', id, remarks))),
  ];
  sortById(items);
  const whole = report('project', '', [
    ...unusable.flatMap(([id, remarks]) => (id === '' ? remarks : [])),
    ...gaps(() => checkProjectGaps(project)),
  ]);
  const all = whole.findings.length > 0 && only === null ? [whole, ...items] : items;
  return { profile: profile.name, isStrict, scope, items: all, isValid: all.every((item) => item.isValid) };
};

/** Finds out what items are meant by their names; a name may be `change/<id>` or `spec/<id>` to be sure. */
export const resolveItems = (
  project: Project,
  names: readonly string[],
): Result<readonly ItemName[], { readonly code: 'unknown' | 'ambiguous'; readonly name: string }> => {
  const found: ItemName[] = [];
  for (const name of names) {
    const [, asked, rest = ''] = /^(change|spec)\/(.+)$/.exec(name) ?? [];
    const isOwn = project.changeIds.includes(name) || project.specIds.includes(name);
    const id = asked !== undefined && !isOwn ? rest : name;
    const isChange = asked !== 'spec' || isOwn ? project.changeIds.includes(id) : false;
    const isSpec = asked !== 'change' || isOwn ? project.specIds.includes(id) : false;
    if (isChange && isSpec) return err({ code: 'ambiguous', name });
    if (!isChange && !isSpec) return err({ code: 'unknown', name });
    found.push({ kind: isChange ? 'change' : 'spec', id });
  }
  return ok(found);
};
