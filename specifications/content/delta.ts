/** Reads a delta: `openspec/changes/<id>/specs/<capability>/spec.md`. */
import { sectionTitle } from './headings.ts';
import { cutLines, joinLines, lineAt, opensWith, type Lines } from './lines.ts';
import { bulletedHeader, renameHalf, requirementHeader, type NameAt } from './names.ts';
import { readRequirements, type Requirement, type StrayHeading } from './requirement.ts';
import { englishSteps, type StepWords } from './scenario-steps.ts';

export const operations = ['ADDED', 'MODIFIED', 'REMOVED', 'RENAMED'] as const;
export type Operation = (typeof operations)[number];

/** A name in a delta and its place. */
export type Named = NameAt & { readonly line: number };

/** A removal; `explanation` is the text below the header or bullet, up to the next removal. */
export type Removal = Named & { readonly explanation: string };

export type Rename = { readonly from: Named; readonly to: Named };

/** Half of a rename that found no other half. */
export type HalfRename = Named & { readonly side: 'FROM' | 'TO' };

/** A requirement where the delta reader does not look. `section` is null above the first `## ` line. */
export type Orphan = Named & { readonly section: string | null };

/** A heading in ADDED or MODIFIED that is passed over; `section` is that section's title as first written. */
export type PassedOver = StrayHeading & { readonly section: string };

export type Section = {
  readonly title: string;
  /** null where the title names no operation. */
  readonly operation: Operation | null;
  /** Line of the header, from 1. */
  readonly line: number;
  /** Index one past its last line. */
  readonly end: number;
};

export type Delta = {
  readonly source: Lines;
  readonly sections: readonly Section[];
  /** Which operations have a section, be it empty, in the order of {@link operations}. */
  readonly present: readonly Operation[];
  readonly added: readonly Requirement[];
  readonly modified: readonly Requirement[];
  readonly removed: readonly Removal[];
  readonly renamed: readonly Rename[];
  readonly halfRenames: readonly HalfRename[];
  readonly orphans: readonly Orphan[];
  readonly passedOver: readonly PassedOver[];
};

const operationOf = (title: string): Operation | null => {
  const folded = title.toLowerCase();
  return operations.find((operation) => `${operation.toLowerCase()} requirements` === folded) ?? null;
};

const readSections = (source: Lines): readonly Section[] => {
  const starts: { title: string; index: number }[] = [];
  for (let index = 0; index < source.count; index++) {
    const title = sectionTitle(source, index);
    if (title !== null) starts.push({ title, index });
  }
  return starts.map(({ title, index }, place) => ({
    title,
    operation: operationOf(title),
    line: index + 1,
    end: starts[place + 1]?.index ?? source.count,
  }));
};

/** How the sections of a delta are read: as the newest official tool does, or as those before 1.13. */
export type DeltaManner = {
  /** Whether sections of one title count as one; else the last one counts. */
  readonly mergesSections: boolean;
  /** Whether `*` and `+` begin a bullet, too, and not only `-`. */
  readonly takesAnyBullet: boolean;
};

const newest: DeltaManner = { mergesSections: true, takesAnyBullet: true };

const isBullet = (line: string, { takesAnyBullet }: DeltaManner): boolean => takesAnyBullet || !/^\s*[*+]/.test(line);

const readRemovals = (source: Lines, section: Section, manner: DeltaManner): readonly Removal[] => {
  const found: Named[] = [];
  for (let index = section.line; index < section.end; index++) {
    if (source.fenced[index] === 1) continue;
    const line = lineAt(source, index);
    const at = requirementHeader(line) ?? (isBullet(line, manner) ? bulletedHeader(line) : null);
    if (at !== null) found.push({ ...at, line: index + 1 });
  }
  return found.map((removal, place) => ({
    ...removal,
    explanation: joinLines(source, removal.line, (found[place + 1]?.line ?? section.end + 1) - 1).trim(),
  }));
};

const readRenames = (
  source: Lines,
  section: Section,
  manner: DeltaManner,
): { readonly renamed: readonly Rename[]; readonly halves: readonly HalfRename[] } => {
  const renamed: Rename[] = [];
  const halves: HalfRename[] = [];
  let from: HalfRename | null = null;
  for (let index = section.line; index < section.end; index++) {
    if (source.fenced[index] === 1) continue;
    const line = lineAt(source, index);
    const half = isBullet(line, manner) ? renameHalf(line) : null;
    if (half === null) continue;
    const named: HalfRename = { ...half, line: index + 1 };
    if (half.side === 'FROM') {
      if (from !== null) halves.push(from);
      from = named;
    } else if (from === null) {
      halves.push(named);
    } else {
      renamed.push({ from, to: named });
      from = null;
    }
  }
  if (from !== null) halves.push(from);
  return { renamed, halves };
};

const readOrphans = (source: Lines): readonly Orphan[] => {
  const orphans: Orphan[] = [];
  let section: string | null = null;
  for (let index = 0; index < source.count; index++) {
    if (source.fenced[index] === 1) continue;
    const title = sectionTitle(source, index);
    if (title !== null) {
      section = title;
      continue;
    }
    if (section !== null && operationOf(section) !== null) continue;
    const at = opensWith(source, index, '###') ? requirementHeader(lineAt(source, index)) : null;
    if (at !== null) orphans.push({ ...at, section, line: index + 1 });
  }
  return orphans;
};

/** The sections of an operation that count: all, or of those with the title that stands first the last one. */
const counting = (sections: readonly Section[], { mergesSections }: DeltaManner): readonly Section[] =>
  mergesSections ? sections : sections.filter(({ title }) => title === sections[0]?.title).slice(-1);

export type DeltaOptions = { readonly words?: StepWords; readonly manner?: DeltaManner };

/** Reads a delta. Never fails; sections of the same title, in any case, count as one. Linear in the text. */
export const parseDelta = (text: string, { words = englishSteps, manner = newest }: DeltaOptions = {}): Delta => {
  const source = cutLines(text);
  const sections = readSections(source);
  const of = (operation: Operation): readonly Section[] =>
    counting(
      sections.filter((each) => each.operation === operation),
      manner,
    );
  const passedOver: PassedOver[] = [];
  const blocksOf = (operation: Operation): readonly Requirement[] => {
    const own = of(operation);
    return own.flatMap((section) => {
      const blocks = readRequirements(source, section.line, section.end, words);
      passedOver.push(...blocks.strays.map((stray) => ({ ...stray, section: own[0]?.title ?? section.title })));
      return blocks.requirements;
    });
  };
  const added = blocksOf('ADDED');
  const modified = blocksOf('MODIFIED');
  const renames = of('RENAMED').map((section) => readRenames(source, section, manner));
  return {
    source,
    sections,
    present: operations.filter((operation) => of(operation).length > 0),
    added,
    modified,
    removed: of('REMOVED').flatMap((section) => readRemovals(source, section, manner)),
    renamed: renames.flatMap((each) => each.renamed),
    halfRenames: renames.flatMap((each) => each.halves).sort((left, right) => left.line - right.line),
    orphans: readOrphans(source),
    passedOver: passedOver.sort((left, right) => left.line - right.line),
  };
};

/** Whether a text holds at least one delta section. */
export const isDelta = (text: string): boolean => {
  const source = cutLines(text);
  return readSections(source).some((section) => section.operation !== null);
};
