/** Plans what archiving a change does to a project: which specs are written, which retired, where the change goes. */
import { err, ok, type Result } from '../../../core/result.ts';
import { applyDelta, type Applied } from '../apply/apply.ts';
import { checkChange } from '../validate/check-change.ts';
import { checkSpec } from '../validate/check-spec.ts';
import { newestReading } from '../validate/rules/history.ts';
import { parseSpec } from '../../content/spec.ts';
import { readMarker } from '../project/change-workflow.ts';
import { judge, type Finding } from '../validate/finding.ts';
import { findLeftovers } from '../validate/leftovers.ts';
import type { Counts } from '../apply/merge.ts';
import { archiveFolder, specsFolder, type Change, type Project } from '../project/project.ts';
import { findProfile } from '../validate/rules/profiles.ts';

/** What happens to one main spec. `same` where every operation was already carried out. */
export type SpecOutcome = 'create' | 'update' | 'retire' | 'same';

export type SpecPlan = {
  readonly capability: string;
  readonly file: string;
  readonly outcome: SpecOutcome;
  /** The text before, as read; null where there was none. */
  readonly before: string | null;
  /** The text to write, with the line ends of the one before; null where none is written. */
  readonly after: string | null;
  readonly counts: Counts;
};

export type ArchivePlan = {
  readonly change: string;
  readonly from: string;
  readonly to: string;
  /** In the order in which they are written; retirements come last. */
  readonly specs: readonly SpecPlan[];
  readonly notes: readonly string[];
};

export type ArchiveProblem =
  | { readonly code: 'unknown-change' | 'target-exists' | 'refused' | 'outside'; readonly message: string }
  | { readonly code: 'invalid'; readonly message: string; readonly findings: readonly Finding[] };

/** `today` is the local date, `YYYY-MM-DD`. */
export type ArchiveOptions = { readonly today: string; readonly skipSpecs: boolean };

const errorsOf = (remarks: Parameters<typeof judge>[0]): readonly Finding[] => {
  const profile = findProfile('openspec@1.13');
  return profile === null ? [] : judge(remarks, profile).filter((finding) => finding.level === 'error');
};

const specErrors = (text: string, file: string): readonly Finding[] =>
  errorsOf(checkSpec(parseSpec(text), file, newestReading));

/** The text with the line ends that prevail in another one. */
const withEndsOf = (text: string, original: string | null): string => {
  if (original === null) return text;
  const crlf = original.split('\r\n').length - 1;
  const lf = original.split('\n').length - 1 - crlf;
  return crlf > 0 && crlf >= lf ? text.replaceAll('\n', '\r\n') : text;
};

const isRetirable = (applied: Applied, before: string | null, file: string): boolean => {
  const errors = specErrors(applied.text, file);
  const isOnlyEmpty = errors.length > 0 && errors.every((finding) => finding.rule === 'spec/no-requirements');
  const base = before ?? applied.text;
  return applied.isEmpty && isOnlyEmpty && findLeftovers(base).length === 0;
};

const totalOf = ({ added, modified, removed, renamed }: Counts): number => added + modified + removed + renamed;

type Decided = Result<SpecPlan, ArchiveProblem>;

const decide = (
  { capability, file, before }: Pick<SpecPlan, 'capability' | 'file' | 'before'>,
  applied: Applied,
  mayRetire: boolean,
): Decided => {
  const { counts } = applied;
  const plan = (outcome: SpecOutcome, after: string | null): Decided =>
    ok({ capability, file, outcome, before, after, counts });
  if (mayRetire && isRetirable(applied, before, file)) {
    if (before === null) return plan('same', null);
    if (counts.removed > 0) return plan('retire', null);
  }
  const findings = specErrors(applied.text, file);
  if (findings.length > 0) {
    const isDeadEnd = !mayRetire && counts.removed > 0 && isRetirable(applied, before, file);
    const hint = isDeadEnd
      ? ` The change removes the last requirement of '${capability}'; to delete the spec with it, set ` +
        '"retire_capabilities: true" in .openspec.yaml.'
      : '';
    return err({ code: 'invalid', message: `The spec of '${capability}' would not be valid.${hint}`, findings });
  }
  if (totalOf(counts) === 0) return plan('same', null);
  return plan(before === null ? 'create' : 'update', withEndsOf(applied.text, before));
};

const planSpecs = (project: Project, change: Change): Result<Pick<ArchivePlan, 'specs' | 'notes'>, ArchiveProblem> => {
  const mayRetire = readMarker(project, change, 'retire_capabilities').kind === 'set';
  const specs: SpecPlan[] = [];
  const notes: string[] = [];
  for (const { capability, delta } of change.deltas) {
    const file = `${specsFolder}/${capability}/spec.md`;
    const { text } = project.spec(capability);
    const before = text.ok ? text.value : null;
    if (!text.ok && text.error.code !== 'ENOENT') return err({ code: 'refused', message: text.error.message });
    if (before !== null && !project.files.isInside('', file)) {
      return err({ code: 'outside', message: `${file} leads out of the project; replace the link before archiving.` });
    }
    const targetPath = `${project.files.root}/${file}`;
    const applied = applyDelta({ capability, changeId: change.id, delta, target: before, targetPath });
    if (!applied.ok) return err({ code: 'refused', message: applied.error.message });
    notes.push(...applied.value.notes.map((note) => note.message));
    const decided = decide({ capability, file, before }, applied.value, mayRetire);
    if (!decided.ok) return decided;
    specs.push(decided.value);
  }
  const isLast = (plan: SpecPlan): number => (plan.outcome === 'retire' ? 1 : 0);
  return ok({ specs: specs.sort((left, right) => isLast(left) - isLast(right)), notes });
};

/** The folder an archived change gets: its name, dated unless it already is. */
export const archiveName = (changeId: string, today: string): string =>
  /^\d{4}-\d{2}-\d{2}-/.test(changeId) ? changeId : `${today}-${changeId}`;

/** What archiving would do; nothing is written. An error says why it is refused. */
export const planArchive = (
  project: Project,
  id: string,
  options: ArchiveOptions,
): Result<ArchivePlan, ArchiveProblem> => {
  if (!project.changeIds.includes(id)) {
    const known = project.changeIds.join(', ');
    return err({ code: 'unknown-change', message: `Change '${id}' not found. Open changes: ${known || 'none'}.` });
  }
  const change = project.change(id);
  const findings = errorsOf(checkChange(project, id, newestReading));
  if (findings.length > 0) return err({ code: 'invalid', message: `Change '${id}' is not valid.`, findings });
  const to = `${archiveFolder}/${archiveName(id, options.today)}`;
  if (project.files.kind(to) !== null) return err({ code: 'target-exists', message: `${to} already exists.` });
  const planned = options.skipSpecs ? ok({ specs: [], notes: [] }) : planSpecs(project, change);
  return planned.ok ? ok({ change: id, from: change.folder, to, ...planned.value }) : planned;
};
