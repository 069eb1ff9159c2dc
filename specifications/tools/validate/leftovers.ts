/** Lists what deleting a main spec would take away besides its title, Purpose and requirements. */
import { cutLines, joinLines, lineAt, linesOf, markFences } from '../../content/lines.ts';
import type { Requirement } from '../../content/requirement.ts';
import { findRequirements, readRequirementBlocks } from '../../content/spec.ts';
import { firstForeignTail } from '../apply/foreign.ts';

const interrupts = /^ {0,3}(?:>|(?:[-*_][ \t]*){3,}$|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|[<|])/;
const listItem = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)/;
const underline = /^ {0,3}(?:=+|-+)\s*$/;

const advance = (column: number, char: string): number => (char === '\t' ? column + 4 - (column % 4) : column + 1);

const widthOf = (prefix: string): number => {
  let column = 0;
  for (const char of prefix) column = advance(column, char);
  return column;
};

/** The line without up to `columns` columns of leading white space. */
const outdent = (line: string, columns: number): string => {
  let column = 0;
  let at = 0;
  for (; at < line.length && column < columns; at++) {
    const char = line.charAt(at);
    if (char !== ' ' && char !== '\t') break;
    column = advance(column, char);
  }
  return line.slice(at);
};

const isHeading = (line: string): boolean => /^ {0,3}#{1,6}(?:[ \t]|$)/.test(line) || /^\s*<h[1-6]\b/i.test(line);

/** What stands above `## Requirements`, less one title and the Purpose section. */
const aboveRequirements = (text: string): readonly string[] => {
  const found: string[] = [];
  const source = cutLines(text);
  const { fenced } = source;
  let inPurpose = false;
  let hasTitle = false;
  let previous = '';
  for (const [index, line] of linesOf(source).entries()) {
    const last = previous;
    previous = line.trim() === '' ? '' : line;
    if (previous === '') continue;
    if (fenced[index] === 1) {
      if (!inPurpose) found.push(line.trim());
      continue;
    }
    const section = /^ {0,3}##\s+(.+?)\s*$/.exec(line);
    const isUnderline = inPurpose && last !== '' && underline.test(line);
    if (section !== null) {
      inPurpose = /^purpose$/i.test((section[1] ?? '').trim());
      if (!inPurpose) found.push(line.trim());
    } else if (isUnderline || /^ {0,3}<h[1-6]\b/i.test(line)) {
      found.push((isUnderline ? last : line).trim());
      inPurpose = false;
    } else if (/^ {0,3}#\s+.+$/.test(line)) {
      if (hasTitle || inPurpose) {
        found.push(line.trim());
        inPurpose = false;
      } else hasTitle = true;
    } else if (!inPurpose) found.push(line.trim());
  }
  return found;
};

/** How far the walk through a block has come. `itemColumn` is null outside list items. */
type Walk = {
  seenScenario: boolean;
  inBullets: boolean;
  seenBullets: boolean;
  itemColumn: number | null;
  isParagraphOpen: boolean;
};

const leave = (walk: Walk): void => {
  walk.itemColumn = null;
  walk.isParagraphOpen = false;
};

/** What one line of a block leaves over, trimmed; null where it belongs to the requirement. */
const judge = (walk: Walk, lines: readonly string[], index: number, isFenced: boolean): string | null => {
  const line = lines[index] ?? '';
  const previous = lines[index - 1] ?? '';
  if (line.trim() === '') {
    if (walk.seenBullets) walk.inBullets = false;
    leave(walk);
    return null;
  }
  const indent = widthOf(/^[ \t]*/.exec(line)?.[0] ?? '');
  const isInside = walk.itemColumn !== null && indent >= walk.itemColumn;
  const within = isInside ? outdent(line, walk.itemColumn ?? 0) : line;
  const isLazy = walk.isParagraphOpen && walk.inBullets && !interrupts.test(within);
  if (isFenced) {
    if (!isInside) walk.itemColumn = null;
    walk.isParagraphOpen = false;
    return null;
  }
  if (index > 1 && underline.test(within) && previous.trim() !== '') {
    leave(walk);
    return previous.trim();
  }
  if ((isInside || isLazy) && !isHeading(within)) {
    walk.isParagraphOpen = !interrupts.test(within);
    return null;
  }
  const marker = listItem.exec(line)?.[1] ?? null;
  walk.itemColumn = marker === null ? null : widthOf(marker);
  walk.isParagraphOpen = marker !== null;
  if (/^ {0,3}####\s+Scenario:/i.test(line)) {
    walk.seenScenario = true;
    walk.inBullets = true;
    walk.seenBullets = false;
    return null;
  }
  if (marker !== null && walk.inBullets) {
    walk.seenBullets = true;
    return null;
  }
  const isStatement = !walk.seenScenario && (marker !== null || !/^\s*[|<]/.test(line));
  return isStatement ? null : line.trim();
};

const insideRequirement = (block: Requirement): readonly string[] => {
  const tail = firstForeignTail(block.raw);
  const found = tail === null ? [] : [tail.heading];
  const lines = block.raw.split('\n');
  const fenced = markFences(lines);
  const walk: Walk = {
    seenScenario: false,
    inBullets: false,
    seenBullets: false,
    itemColumn: null,
    isParagraphOpen: false,
  };
  for (let index = 1; index < lines.length; index++) {
    const left = judge(walk, lines, index, fenced[index] === 1);
    if (left !== null) found.push(left);
  }
  return found;
};

/** Lines of a main spec that its deletion would take without being asked, trimmed, each once. */
export const findLeftovers = (text: string): readonly string[] => {
  const source = cutLines(text);
  const range = findRequirements(source);
  const blocks = readRequirementBlocks(source);
  const above = range === null ? text.trimEnd() : joinLines(source, 0, range.header);
  const loose: string[] = [];
  const take = (from: number, end: number): void => {
    for (let index = from; index < end; index++) {
      const line = lineAt(source, index).trim();
      if (line !== '') loose.push(line);
    }
  };
  if (range !== null) {
    take(range.header + 1, blocks.start);
    take(range.end, source.count);
  }
  return [...new Set([...aboveRequirements(above), ...loose, ...blocks.requirements.flatMap(insideRequirement)])];
};
