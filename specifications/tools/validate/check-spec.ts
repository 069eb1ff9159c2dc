/** Checks a main spec by the rules of the official tool. */
import type { Requirement } from '../../content/requirement.ts';
import { isNormative } from '../../content/requirement.ts';
import type { Spec } from '../../content/spec.ts';
import { takeRemarks, type Remark, type Remarks } from './finding.ts';
import { findPlaceholder, minPurposeLength } from '../apply/purpose.ts';
import type { Reading } from './rules/history.ts';
import { describeStructureIssue, findStructureIssues } from '../apply/structure.ts';

/** Letters from which on a requirement is told to be long. */
export const maxRequirementLength = 500;

/** What a spec without its sections should hold. */
export const missingSections: string =
  'Missing required sections. Expected headers: "## Purpose" and "## Requirements". Example:\n## Purpose\n' +
  '[brief purpose]\n\n## Requirements\n### Requirement: Clear requirement statement\nUsers SHALL ...\n\n' +
  '#### Scenario: Descriptive name\n- **WHEN** ...\n- **THEN** ...';

/** How a scenario is written. */
export const scenarioGuide: string =
  'Scenarios must use level-4 headers. Convert bullet lists into:\n#### Scenario: Short name\n' +
  '- **WHEN** ...\n- **THEN** ...\n- **AND** ...';

const placeholderMessage =
  'Purpose section is still a placeholder rather than a Purpose anyone wrote (the sentence `openspec archive` ' +
  'writes for a new capability, or a `TBD`/`TODO` marker left in its place). Replace it with what this ' +
  'capability is for, editing the main spec directly: a `## Purpose` in a delta is read only when the ' +
  'capability is created, so it cannot replace this one.';

/** The official sentence about a block without the binding words; `isGuidance` where it has other text. */
export const keywordMessage = (subject: string, name: string, isGuidance: boolean): string => {
  const base = `${subject} ${isGuidance ? 'should' : 'must'} contain SHALL or MUST`;
  const practice = isGuidance ? ' (RFC 2119 best practice for English specs)' : '';
  if (!isNormative(name)) return base + practice;
  const move = 'Move the SHALL/MUST statement to the line immediately after the "### Requirement: ..." header.';
  return `${base} in the requirement body, not only in the header. ${move}${practice}`;
};

const checkEntries = (remarks: Remarks, spec: Spec, file: string): void => {
  if (spec.entries.length === 0) {
    const line = spec.section?.line ?? 1;
    remarks.add('spec/no-requirements', { file, line }, 'Spec must have at least one requirement', {
      path: 'requirements',
    });
  }
  for (const [index, { heading, text, scenarioCount }] of spec.entries.entries()) {
    const at = { file, line: heading.line, column: heading.column };
    if (text === '') {
      const path = `requirements.${index}.text`;
      remarks.add('spec/empty-requirement-text', at, 'Requirement text cannot be empty', { path });
    }
    if (scenarioCount === 0) {
      const path = `requirements.${index}.scenarios`;
      remarks.add('spec/no-scenario', at, 'Requirement must have at least one scenario', { path });
    }
  }
};

const checkPurpose = (remarks: Remarks, spec: Spec, file: string, { knowsPlaceholders }: SpecReading): void => {
  const { purpose } = spec;
  if (purpose === null) return;
  const placeholder = knowsPlaceholders ? findPlaceholder(purpose.text, spec.source.text) : null;
  if (placeholder !== null) {
    const line = placeholder.line ?? purpose.line;
    const official = placeholder.line === null ? { path: 'overview' } : { path: 'overview', line: placeholder.line };
    remarks.add('spec/placeholder-purpose', { file, line }, placeholderMessage, official);
  } else if (purpose.text.length < minPurposeLength) {
    const message = `Purpose section is too brief (less than ${minPurposeLength} characters)`;
    remarks.add('spec/brief-purpose', { file, line: purpose.line }, message, { path: 'overview' });
  }
};

const checkLengths = (remarks: Remarks, spec: Spec, file: string): void => {
  for (const [index, { heading, text, scenarioCount }] of spec.entries.entries()) {
    const at = { file, line: heading.line, column: heading.column };
    if (text.length > maxRequirementLength) {
      const message = `Requirement text is very long (>${maxRequirementLength} characters). Consider breaking it down.`;
      remarks.add('spec/long-requirement', at, message, { path: `requirements[${index}]` });
    }
    if (scenarioCount === 0) {
      const message = `Requirement must have at least one scenario. ${scenarioGuide}`;
      remarks.add('spec/no-scenario-guidance', at, message, { path: `requirements[${index}].scenarios` });
    }
  }
};

const checkKeyword = (remarks: Remarks, block: Requirement, index: number, file: string): void => {
  const at = { file, line: block.line, column: block.column };
  const official = { path: `requirements[${index}]` };
  const isInHeader = isNormative(block.name);
  const subject = `Requirement "${block.name}"`;
  if (block.body === '') {
    const rule = isInHeader ? 'spec/keyword-in-header' : 'spec/empty-requirement';
    remarks.add(rule, at, keywordMessage(subject, block.name, false), official);
  } else if (!isNormative(block.body)) {
    const rule = isInHeader ? 'spec/keyword-outside-body' : 'spec/missing-keyword';
    remarks.add(rule, at, keywordMessage(subject, block.name, true), official);
  }
};

type SpecReading = Pick<Reading, 'knowsPlaceholders'>;

/** What the official tool says of a main spec, in its order. */
export const checkSpec = (spec: Spec, file: string, reading: SpecReading): readonly Remark[] => {
  const remarks = takeRemarks();
  const official = { path: 'file' };
  if (spec.purpose === null) {
    const message = `Spec must have a Purpose section. ${missingSections}`;
    remarks.add('spec/missing-purpose', { file }, message, official);
    return remarks.all;
  }
  if (spec.section === null) {
    const message = `Spec must have a Requirements section. ${missingSections}`;
    remarks.add('spec/missing-requirements', { file }, message, official);
    return remarks.all;
  }
  checkEntries(remarks, spec, file);
  for (const issue of findStructureIssues(spec.source)) {
    const message = describeStructureIssue(issue);
    remarks.add(`spec/${issue.kind}`, { file, line: issue.line }, message, { path: 'file', line: issue.line });
  }
  checkPurpose(remarks, spec, file, reading);
  checkLengths(remarks, spec, file);
  for (const [index, block] of spec.requirements.entries()) checkKeyword(remarks, block, index, file);
  return remarks.all;
};
