/** Reads a main spec: `openspec/specs/<capability>/spec.md`. */
import { findHeading, headingText, opensSection, readHeadings, type Heading } from './headings.ts';
import { cutLines, isBlank, lineAt, type Lines } from './lines.ts';
import { englishSteps, type StepWords } from './scenario-steps.ts';
import { requirementName } from './names.ts';
import { isFilled, readBody, readRequirement, readRequirements, type Requirement, type Blocks } from './requirement.ts';

/** A child heading of the Requirements section: what the spec reader takes for a requirement, whatever its title. */
export type Entry = {
  readonly heading: Heading;
  /** Its body, or its title where it has none. */
  readonly text: string;
  readonly scenarioCount: number;
};

export type Spec = {
  readonly source: Lines;
  /** Text of the first level-1 heading; null where there is none. */
  readonly title: string | null;
  readonly headings: readonly Heading[];
  /** null where there is no section of that title, or it is empty. */
  readonly purpose: { readonly text: string; readonly line: number } | null;
  /** The section found by title at any level; null where there is none. */
  readonly section: Heading | null;
  readonly entries: readonly Entry[];
  /** Lines of the `## Requirements` section proper: `[header, end)`; null where there is none. */
  readonly range: { readonly header: number; readonly end: number } | null;
  /** The `### Requirement:` blocks of that section. */
  readonly requirements: readonly Requirement[];
  /** Headings of the section that count as requirements and lack the prefix, by the name that the heading gives them. */
  readonly plain: readonly Requirement[];
};

/** Whether a line is `## <title>` and nothing else. */
const isSection = (source: Lines, index: number, title: string): boolean =>
  source.levels[index] === 2 && lineAt(source, index).slice(2).trim().toLowerCase() === title;

/** Where the `## Requirements` section stands at or after a line index; null where there is none. */
export const findRequirements = (source: Lines, from = 0): { readonly header: number; readonly end: number } | null => {
  let header = from;
  while (header < source.count && !isSection(source, header, 'requirements')) header++;
  if (header === source.count) return null;
  let end = header + 1;
  while (end < source.count && !opensSection(source, end)) end++;
  return { header, end };
};

/** The requirement blocks of the `## Requirements` section. */
export const readRequirementBlocks = (source: Lines): Blocks => {
  const range = findRequirements(source);
  return range === null
    ? { requirements: [], strays: [], start: source.count }
    : readRequirements(source, range.header + 1, range.end);
};

/**
 * Whether trimming the text of a section would change what it says: an indented first line becomes a heading if it
 * starts with `#`, and a last line of `#` and white space stops being one.
 */
const isTrimFelt = (source: Lines, from: number, end: number): boolean => {
  let first = from;
  while (first < end && isBlank(source, first)) first++;
  const opening = lineAt(source, first);
  if (first < end && opening.charCodeAt(0) !== 35 && opening.trimStart().startsWith('#')) return true;
  let last = end - 1;
  while (last > first && isBlank(source, last)) last--;
  return /^#{1,6}$/.test(lineAt(source, last).trimEnd());
};

const readEntry = (source: Lines, heading: Heading): Entry => {
  const { line, end } = heading;
  // The official reader trims the text of a section before it reads it.
  const content = isTrimFelt(source, line, end) ? cutLines(headingText(source, heading)) : null;
  const { body } = content === null ? readBody(source, line, end) : readBody(content, 0, content.count);
  return {
    heading,
    text: body || heading.title,
    scenarioCount: heading.children.filter((child) => isFilled(source, child.line, child.end)).length,
  };
};

const readPlain = (
  source: Lines,
  section: Heading | null,
  requirements: readonly Requirement[],
  words: StepWords,
): readonly Requirement[] => {
  const known = new Set(requirements.map(({ line }) => line));
  return (section?.children ?? [])
    .filter(({ line, level }) => level === 3 && !known.has(line))
    .map(({ title, line, column, end }) =>
      readRequirement(source, line - 1, end, { name: requirementName(title), column, words }),
    );
};

/** All that a reader takes for a requirement, with the prefix or without it, in the order of the text. */
export const requirementsOf = ({
  requirements,
  plain,
}: Pick<Spec, 'requirements' | 'plain'>): readonly Requirement[] =>
  plain.length === 0 ? requirements : [...requirements, ...plain].sort((left, right) => left.line - right.line);

/** Reads a main spec. Never fails: what is missing is null or empty. Takes any text; linear in its length. */
export const parseSpec = (text: string, words: StepWords = englishSteps): Spec => {
  const source = cutLines(text);
  const headings = readHeadings(source);
  const purpose = findHeading(headings, 'purpose');
  const purposeText = purpose === null ? '' : headingText(source, purpose);
  const section = findHeading(headings, 'requirements');
  const range = findRequirements(source);
  const requirements = range === null ? [] : readRequirements(source, range.header + 1, range.end, words).requirements;
  return {
    source,
    title: headings.find((heading) => heading.level === 1)?.title ?? null,
    headings,
    purpose: purpose === null || purposeText === '' ? null : { text: purposeText, line: purpose.line },
    section,
    entries: (section?.children ?? []).map((child) => readEntry(source, child)),
    range,
    requirements,
    plain: readPlain(source, section, requirements, words),
  };
};
