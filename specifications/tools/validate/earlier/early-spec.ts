/** Checks a main spec as versions of the official tool before 1.7 did. */
import { cutLines } from '../../../content/lines.ts';
import { isNormative, readBody } from '../../../content/requirement.ts';
import { minPurposeLength } from '../../apply/purpose.ts';
import { describeStructureIssue, findStructureIssues } from '../../apply/structure.ts';
import { keywordMessage, maxRequirementLength, missingSections, scenarioGuide } from '../check-spec.ts';
import { takeRemarks, type Remark, type Remarks } from '../finding.ts';
import type { EarlyReading } from '../rules/history.ts';
import { readBlocks, textOf } from './early-blocks.ts';
import { findSection, outlineOf, readPlainText, type Section } from './outline.ts';

/** What a requirement says: its first line, or in later versions its body; its title where it has none. */
const requirementText = ({ title, content }: Section, { readsWholeBody }: EarlyReading): string => {
  if (readsWholeBody) {
    const source = cutLines(content);
    return readBody(source, 0, source.count).body || title;
  }
  const lines = content.split('\n');
  const end = lines.findIndex((line) => line.trim().startsWith('#'));
  const own = end === -1 ? lines : lines.slice(0, end);
  return own.find((line) => line.trim() !== '')?.trim() ?? title;
};

const checkEntries = (remarks: Remarks, section: Section, file: string, reading: EarlyReading): void => {
  if (section.children.length === 0) {
    const message = 'Spec must have at least one requirement';
    remarks.add('spec/no-requirements', { file, line: section.line }, message, { path: 'requirements' });
  }
  for (const [index, entry] of section.children.entries()) {
    const at = { file, line: entry.line };
    const text = requirementText(entry, reading);
    if (text === '') {
      const path = `requirements.${index}.text`;
      remarks.add('spec/empty-requirement-text', at, 'Requirement text cannot be empty', { path });
    }
    if (!reading.readsWholeBody && !text.includes('SHALL') && !text.includes('MUST')) {
      const path = `requirements.${index}.text`;
      remarks.add('spec/missing-keyword', at, 'Requirement must contain SHALL or MUST keyword', { path });
    }
    if (text.length > maxRequirementLength) {
      const message = `Requirement text is very long (>${maxRequirementLength} characters). Consider breaking it down.`;
      remarks.add('spec/long-requirement', at, message, { path: `requirements[${index}]` });
    }
    if (entry.children.some(({ content }) => content !== '')) continue;
    const message = 'Requirement must have at least one scenario';
    remarks.add('spec/no-scenario', at, message, { path: `requirements.${index}.scenarios` });
    const guidance = { path: `requirements[${index}].scenarios` };
    remarks.add('spec/no-scenario-guidance', at, `${message}. ${scenarioGuide}`, guidance);
  }
};

const checkStructure = (remarks: Remarks, text: string, file: string, { ignoresCase }: EarlyReading): void => {
  for (const issue of findStructureIssues(cutLines(text))) {
    if (issue.kind === 'duplicate-requirement') continue;
    if (issue.kind === 'stray-requirement' && !/^###\s/.test(issue.header)) continue;
    if (issue.kind === 'stray-requirement' && !ignoresCase && !issue.header.includes('Requirement:')) continue;
    const official = { path: 'file', line: issue.line };
    remarks.add(`spec/${issue.kind}`, { file, line: issue.line }, describeStructureIssue(issue), official);
  }
};

/** The lines between `## Requirements` and the next section, fences or not, and the line they begin at. */
const requirementLines = (text: string): { readonly lines: readonly string[]; readonly from: number } => {
  const { lines } = readPlainText(text, false);
  const header = lines.findIndex((line) => /^##\s+Requirements\s*$/i.test(line));
  const end = lines.findIndex((line, index) => index > header && /^##\s+/.test(line));
  return { lines: header === -1 ? [] : lines.slice(header + 1, end === -1 ? lines.length : end), from: header + 2 };
};

const checkKeywords = (remarks: Remarks, text: string, file: string, reading: EarlyReading): void => {
  const { lines, from } = requirementLines(text);
  for (const [index, block] of readBlocks(lines, from, reading).entries()) {
    if (isNormative(textOf(block, reading) ?? '')) continue;
    const message = keywordMessage(`Requirement "${block.name}"`, block.name, false);
    remarks.add('spec/missing-keyword', { file, line: block.line }, message, { path: `requirements[${index}]` });
  }
};

/** What an early version of the official tool said of a main spec, in its order. */
export const checkEarlySpec = (text: string, file: string, reading: EarlyReading): readonly Remark[] => {
  const remarks = takeRemarks();
  const sections = outlineOf(readPlainText(text, reading.seesFences));
  const purpose = findSection(sections, 'purpose');
  const requirements = findSection(sections, 'requirements');
  if (purpose === null || purpose.content === '') {
    const message = `Spec must have a Purpose section. ${missingSections}`;
    remarks.add('spec/missing-purpose', { file }, message, { path: 'file' });
    return remarks.all;
  }
  if (requirements === null) {
    const message = `Spec must have a Requirements section. ${missingSections}`;
    remarks.add('spec/missing-requirements', { file }, message, { path: 'file' });
    return remarks.all;
  }
  checkEntries(remarks, requirements, file, reading);
  if (reading.seesFences) checkStructure(remarks, text, file, reading);
  if (purpose.content.length < minPurposeLength) {
    const message = `Purpose section is too brief (less than ${minPurposeLength} characters)`;
    remarks.add('spec/brief-purpose', { file, line: purpose.line }, message, { path: 'overview' });
  }
  if (reading.readsWholeBody) checkKeywords(remarks, text, file, reading);
  return remarks.all;
};
