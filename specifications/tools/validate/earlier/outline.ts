/** A text as versions of the official tool before 1.6 read it: lines, fences or none, and a tree of headings. */
import { cutLines } from '../../../content/lines.ts';

export type PlainText = {
  readonly lines: readonly string[];
  /** Whether a line is taken for code; never, for versions that see no fences. */
  readonly isCode: (index: number) => boolean;
};

export type Section = {
  readonly level: number;
  readonly title: string;
  /** Line of the heading, from 1. */
  readonly line: number;
  /** What stands below it, up to the next heading of its level or above, trimmed. */
  readonly content: string;
  readonly children: readonly Section[];
};

/** Splits a text. A byte order mark stays in the first line, as these versions leave it. */
export const readPlainText = (text: string, seesFences: boolean): PlainText => {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (!seesFences) return { lines, isCode: () => false };
  const { fenced } = cutLines(text);
  return { lines, isCode: (index) => fenced[index] === 1 };
};

const opening = /^(#{1,6})\s+/;

const contentBelow = ({ lines, isCode }: PlainText, from: number, level: number): string => {
  let end = from;
  for (; end < lines.length; end++) {
    const found = isCode(end) ? null : opening.exec(lines[end] ?? '');
    if (found !== null && (found[1] ?? '').length <= level) break;
  }
  return lines.slice(from, end).join('\n').trim();
};

type Branch = Omit<Section, 'children'> & { readonly children: Branch[] };

/** The headings of a text, each below the one that it belongs to. */
export const outlineOf = (text: PlainText): readonly Section[] => {
  const roots: Branch[] = [];
  const path: Branch[] = [];
  for (const [index, line] of text.lines.entries()) {
    const found = text.isCode(index) ? null : /^(#{1,6})\s+(.+)$/.exec(line);
    if (found === null) continue;
    const level = (found[1] ?? '').length;
    const content = contentBelow(text, index + 1, level);
    const branch: Branch = { level, title: (found[2] ?? '').trim(), line: index + 1, content, children: [] };
    while ((path.at(-1)?.level ?? 0) >= level) path.pop();
    (path.at(-1)?.children ?? roots).push(branch);
    path.push(branch);
  }
  return roots;
};

/** The first section of a title, in any case, at any level; null where there is none. */
export const findSection = (sections: readonly Section[], title: string): Section | null => {
  for (const section of sections) {
    if (section.title.toLowerCase() === title) return section;
    const below = findSection(section.children, title);
    if (below !== null) return below;
  }
  return null;
};
