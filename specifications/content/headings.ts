/** Reads the heading tree of a Markdown text. */
import { joinLines, lineAt, skipSpace, type Lines } from './lines.ts';

/** One ATX heading and the lines below it. */
export type Heading = {
  readonly level: number;
  /** Trimmed; a closing run of `#` is kept as written. */
  readonly title: string;
  /** Counts from 1. */
  readonly line: number;
  /** Where the title starts, from 1. */
  readonly column: number;
  /** Index one past the last line of its content, which ends at the next heading of its level or above. */
  readonly end: number;
  /** Direct children: headings below it with no other heading of a level between them. */
  readonly children: readonly Heading[];
};

type Draft = { level: number; title: string; line: number; column: number; end: number; children: Draft[] };

/** The title of a heading line; null where the line holds `#` and white space too short to carry one. */
export const headingTitle = (line: string, level: number): string | null =>
  level === 0 || line.length < level + 2 ? null : line.slice(level).trim();

const popTo = (stack: Draft[], level: number, each: (heading: Draft) => void): void => {
  for (let last = stack.at(-1); last !== undefined && last.level >= level; last = stack.at(-1)) {
    each(last);
    stack.pop();
  }
};

/**
 * Every heading outside fences, in document order; `children` makes them a tree. Linear in the text. A line of `#`
 * without a title ends the text above it but is no heading, so it does not close its parents.
 */
export const readHeadings = (source: Lines): readonly Heading[] => {
  const all: Draft[] = [];
  const unended: Draft[] = [];
  const parents: Draft[] = [];
  for (let index = 0; index < source.count; index++) {
    const level = source.levels[index] ?? 0;
    if (level === 0) continue;
    const line = lineAt(source, index);
    popTo(unended, level, (heading) => {
      heading.end = index;
    });
    const title = headingTitle(line, level);
    if (title === null) continue;
    popTo(parents, level, () => undefined);
    const column = skipSpace(line, level) + 1;
    const heading: Draft = { level, title, line: index + 1, column, end: source.count, children: [] };
    parents.at(-1)?.children.push(heading);
    all.push(heading);
    unended.push(heading);
    parents.push(heading);
  }
  return all;
};

/** The first heading with this title, whatever its level and case; null if there is none. */
export const findHeading = (headings: readonly Heading[], title: string): Heading | null => {
  const wanted = title.toLowerCase();
  return headings.find((heading) => heading.title.toLowerCase() === wanted) ?? null;
};

/** The text below a heading, trimmed, subsections included. */
export const headingText = (source: Lines, heading: Heading): string =>
  joinLines(source, heading.line, heading.end).trim();

/** The title of a `## ` section that opens at this line; null where none does. */
export const sectionTitle = (source: Lines, index: number): string | null =>
  source.levels[index] === 2 ? headingTitle(lineAt(source, index), 2) : null;

/** Whether a line outside fences ends a `## ` section: two `#` and white space, with or without a title. */
export const opensSection = (source: Lines, index: number): boolean => source.levels[index] === 2;
