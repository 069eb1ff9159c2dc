/** Finds headings that stand where the spec reader does not look for them. */
import { lineAt, type Lines } from '../../content/lines.ts';
import { requirementHeader } from '../../content/names.ts';
import { findRequirements } from '../../content/spec.ts';

export type StructureIssue = {
  readonly kind: 'delta-header' | 'stray-requirement' | 'duplicate-requirement';
  readonly line: number;
  /** The header line, trimmed. */
  readonly header: string;
  /** Line of the first requirement of that name; null for the other kinds. */
  readonly firstLine: number | null;
};

const deltaTitle = /^(?:ADDED|MODIFIED|REMOVED|RENAMED)\s+Requirements$/i;

/** Delta headers, requirements outside `## Requirements`, and second requirements of one name, in line order. */
export const findStructureIssues = (source: Lines): readonly StructureIssue[] => {
  const issues: StructureIssue[] = [];
  const lineOf = new Map<string, number>();
  // A byte order mark hides the first line from this check, as it does in the official tool.
  const hidden = source.bom ? 0 : -1;
  const range = findRequirements(source, hidden + 1);
  for (let index = hidden + 1; index < source.count; index++) {
    const level = source.levels[index];
    if (level !== 2 && level !== 3) continue;
    const text = lineAt(source, index);
    const line = index + 1;
    const header = text.trim();
    if (level === 2) {
      if (deltaTitle.test(text.slice(2).trim())) issues.push({ kind: 'delta-header', line, header, firstLine: null });
      continue;
    }
    const at = requirementHeader(text);
    if (at === null) continue;
    if (range === null || index <= range.header || index >= range.end) {
      issues.push({ kind: 'stray-requirement', line, header, firstLine: null });
      continue;
    }
    const firstLine = lineOf.get(at.name);
    if (firstLine === undefined) lineOf.set(at.name, line);
    else issues.push({ kind: 'duplicate-requirement', line, header, firstLine });
  }
  return issues;
};

/** The sentence that tells a structure issue, as the official tool words it. */
export const describeStructureIssue = (issue: StructureIssue): string => {
  switch (issue.kind) {
    case 'delta-header':
      return (
        `Main spec contains delta header "${issue.header}". Delta headers are only valid inside ` +
        'openspec/changes/<name>/specs/<capability-path>/spec.md and truncate the parsed ## Requirements section.'
      );
    case 'stray-requirement':
      return (
        `Requirement header "${issue.header}" appears outside the main ## Requirements section. Main specs only ` +
        'parse requirements inside that section, so this requirement is currently invisible to validate, list, and archive.'
      );
    default:
      return (
        `Requirement header "${issue.header}" duplicates the requirement declared on line ${issue.firstLine ?? 0}. ` +
        'Requirement names must be unique so spec updates cannot discard one block while updating another.'
      );
  }
};
