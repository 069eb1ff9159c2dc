/** Applies a delta to a main spec: RENAMED, REMOVED, MODIFIED, ADDED, in that order. Pure. */
import { err, ok, type Result } from '../../../core/result.ts';
import type { Delta } from '../../content/delta.ts';
import { cutLines, joinLines, lineAt, markFences } from '../../content/lines.ts';
import type { Requirement } from '../../content/requirement.ts';
import { findRequirements, readRequirementBlocks, type Spec } from '../../content/spec.ts';
import { checkDelta, type Refusal } from './apply-check.ts';
import { mergeRequirements, type Counts, type Merged, type MergeNote } from './merge.ts';
import { minPurposeLength, newSpec, placeholderPurpose, purposeSeenIn, readPurpose } from './purpose.ts';
import { firstForeignTail, holdsAsOften } from './foreign.ts';
import { describeStructureIssue, findStructureIssues } from './structure.ts';

export type Applied = {
  /** The spec after the change, with LF line ends. */
  readonly text: string;
  readonly counts: Counts;
  readonly notes: readonly MergeNote[];
  readonly isNew: boolean;
  /** The requirements before the change, in order. */
  readonly before: readonly Requirement[];
  /** True when no requirement is left. */
  readonly isEmpty: boolean;
};

export type DeltaOf = {
  readonly capability: string;
  readonly changeId: string;
  readonly delta: Delta;
  /** The main spec as it stands; null where there is none. */
  readonly target: string | null;
  /** How the main spec is called in notes. */
  readonly targetPath: string;
};

const note = (message: string): MergeNote => ({ kind: 'note', message, name: '' });

const orphanNotes = ({ capability, delta }: DeltaOf): readonly MergeNote[] =>
  delta.orphans.map(({ name, section, line }) => {
    const where = (section ?? '') === '' ? 'above the first "## " section' : `under "## ${section ?? ''}"`;
    return note(
      `${capability} - requirement "${name}" (line ${line}) is ${where}, which is not a delta section, so it was ` +
        'not applied. Move it under ADDED/MODIFIED/REMOVED/RENAMED Requirements.',
    );
  });

type Base = { readonly text: string; readonly notes: readonly MergeNote[] };

const startNew = ({ capability, changeId, delta }: DeltaOf): Result<Base, Refusal> => {
  if (delta.modified.length + delta.renamed.length > 0) {
    return err({
      kind: 'new-spec',
      message:
        `${capability}: target spec does not exist; only ADDED requirements are allowed for new specs. MODIFIED and ` +
        'RENAMED operations require an existing spec.',
      name: delta.modified[0]?.name ?? delta.renamed[0]?.from.name ?? '',
    });
  }
  const notes: MergeNote[] = [];
  if (delta.removed.length > 0) {
    const count = delta.removed.length;
    notes.push(note(`${capability} - ${count} REMOVED requirement(s) ignored for new spec (nothing to remove).`));
  }
  const plain = newSpec(capability, placeholderPurpose(changeId));
  const purpose = readPurpose(delta.source.text);
  if (purpose === null) return ok({ text: plain, notes });
  const text = newSpec(capability, purpose);
  const seen = purposeSeenIn(text);
  if (seen === null) {
    const why = 'it would leave the new spec unreadable';
    notes.push(note(`${capability} - delta Purpose ignored (${why}); wrote the placeholder Purpose instead.`));
    return ok({ text: plain, notes });
  }
  if (seen.length < minPurposeLength) {
    const least = `carried Purpose is under ${minPurposeLength} characters`;
    notes.push(note(`${capability} - ${least}; openspec validate --strict reports it as too brief.`));
  }
  return ok({ text, notes });
};

const startFrom = (of: DeltaOf, target: string): Base => {
  const brought = readPurpose(of.delta.source.text);
  const standing = brought === null ? null : readPurpose(target);
  const isIgnored = brought !== null && standing !== null && brought !== standing;
  const message =
    `${of.capability} - delta Purpose ignored; ${of.capability} already has one. ` +
    `Edit ${of.targetPath} directly to change it.`;
  return { text: target, notes: isIgnored ? [note(message)] : [] };
};

/** Leaves one blank line where there are several, except inside fences. */
const collapseBlanks = (text: string): string => {
  const lines = text.split('\n');
  const fenced = markFences(lines);
  return lines
    .filter((line, index) => fenced[index] === 1 || line !== '' || lines[index - 1] !== '' || fenced[index - 1] === 1)
    .join('\n');
};

const compose = (base: string, requirements: readonly Requirement[]): string => {
  const source = cutLines(base);
  const range = findRequirements(source);
  const end = range?.end ?? source.count;
  const preamble =
    range === null ? '' : joinLines(source, range.header + 1, readRequirementBlocks(source).start).trimEnd();
  const body = [...(preamble.trim() === '' ? [] : [preamble]), ...requirements.map((each) => each.raw)];
  const parts = [
    (range === null ? base : joinLines(source, 0, range.header)).trimEnd(),
    range === null ? '## Requirements' : lineAt(source, range.header),
    body.join('\n\n').trimEnd(),
    range === null ? '' : joinLines(source, end, source.count).trim(),
  ];
  return `${collapseBlanks(parts.filter((part) => part !== '').join('\n\n')).trimEnd()}\n`;
};

const tailNotes = (capability: string, merged: Merged): readonly MergeNote[] =>
  merged.places.flatMap(({ before, after }) => {
    if (after === before) return [];
    const tail = firstForeignTail(before.raw);
    if (tail === null || (after !== null && holdsAsOften(after.raw, before.raw, tail.raw))) return [];
    return [
      note(
        `${capability} - "${tail.heading}" sits inside requirement "${before.name}" and goes with it. ` +
          'Move it under its own requirement, or above `## Requirements`, to keep it.',
      ),
    ];
  });

/** What archiving would do to the requirements of a spec, without the text it would write. */
export type Tried = Merged & { readonly base: Base; readonly before: readonly Requirement[] };

/**
 * Tries a delta on a spec, or says why archiving refuses. The wording is the official tool's. `parsed` is the
 * target read before, so that it is not read again.
 */
export const tryDelta = (of: DeltaOf, parsed: Spec | null): Result<Tried, Refusal> => {
  const refusal = checkDelta(of.capability, of.delta);
  if (refusal !== null) return err(refusal);
  const base = of.target === null ? startNew(of) : ok(startFrom(of, of.target));
  if (!base.ok) return base;
  const source = parsed?.source ?? cutLines(base.value.text);
  const issues = findStructureIssues(source);
  if (issues.length > 0) {
    const details = issues.map((issue) => `line ${issue.line}: ${describeStructureIssue(issue)}`).join('\n');
    const message = `${of.capability}: target spec is structurally invalid and cannot be updated until fixed:\n${details}`;
    return err({ kind: 'broken-target', message, name: '' });
  }
  const before = parsed?.requirements ?? readRequirementBlocks(source).requirements;
  const merged = mergeRequirements(of.capability, of.delta, before, of.target === null);
  return merged.ok ? ok({ ...merged.value, base: base.value, before }) : merged;
};

/** The spec that archiving would write, or why archiving refuses. */
export const applyDelta = (of: DeltaOf): Result<Applied, Refusal> => {
  const tried = tryDelta(of, null);
  if (!tried.ok) return tried;
  const { base, before, counts, notes, requirements } = tried.value;
  return ok({
    text: compose(base.text, requirements),
    counts,
    notes: [...orphanNotes(of), ...base.notes, ...notes, ...tailNotes(of.capability, tried.value)],
    isNew: of.target === null,
    before,
    isEmpty: requirements.length === 0,
  });
};
