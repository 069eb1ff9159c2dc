/** How the names of requirements and scenarios are written and compared. */
import { isSpaceCode, skipSpace } from './lines.ts';

const isBlankCode = (code: number): boolean => code === 32 || code === 9;

/** Drops the closing `#` run of an ATX heading; only a run after a space or tab closes one, so `C#` keeps its own. */
export const dropClosingHashes = (text: string): string => {
  let end = text.length;
  while (end > 0 && isBlankCode(text.charCodeAt(end - 1))) end--;
  const afterRun = end;
  while (end > 0 && text.charCodeAt(end - 1) === 35) end--;
  if (end === afterRun || end === 0 || !isBlankCode(text.charCodeAt(end - 1))) return text;
  while (end > 0 && isBlankCode(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
};

/** The name a requirement is shown by: its header's text without a closing run of `#`. */
export const requirementName = (text: string): string => dropClosingHashes(text).trim();

/** What a name is matched by, case-sensitively. Differs from the name only where that ends in a further `#` run. */
export const keyOf = (name: string): string => requirementName(name);

const isUneven = /\s\s|[^\S ]/;

/** A name without case and spacing, to find spellings that were meant to be the same. Never used to match. */
export const foldName = (name: string): string => {
  const lower = requirementName(name).toLowerCase();
  return isUneven.test(lower) ? lower.replace(/\s+/g, ' ') : lower;
};

/** A name as it stands in an address: lower case, words joined by `-`. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** A name found in a line and the column it starts at, from 1. */
export type NameAt = { readonly name: string; readonly column: number };

const label = 'requirement:';

const afterLabel = (line: string, from: number, exactCase: boolean): number | null => {
  const at = skipSpace(line, from);
  const found = line.slice(at, at + label.length);
  if (exactCase ? found !== 'Requirement:' : found.toLowerCase() !== label) return null;
  // At least one character must follow, be it white space: then the name is empty.
  return at + label.length < line.length ? at + label.length : null;
};

/** The requirement that a `### Requirement: name` line declares; the space after `###` may be missing. */
export const requirementHeader = (line: string): NameAt | null => {
  if (!line.startsWith('###')) return null;
  const at = afterLabel(line, 3, false);
  if (at === null) return null;
  return { name: requirementName(line.slice(skipSpace(line, at))), column: skipSpace(line, at) + 1 };
};

/** Reads `` `### Requirement: name` `` from a column on: back quotes optional, case of the label exact. */
const quotedHeader = (line: string, from: number): NameAt | null => {
  let at = skipSpace(line, from);
  if (line[at] === '`') at++;
  if (!line.startsWith('###', at)) return null;
  const after = afterLabel(line, at + 3, true);
  if (after === null) return null;
  const start = skipSpace(line, after);
  let end = line.length;
  while (end > start && isSpaceCode(line.charCodeAt(end - 1))) end--;
  if (end - start > 1 && line[end - 1] === '`') end--;
  return { name: requirementName(line.slice(start, end)), column: start + 1 };
};

const isBullet = (char: string | undefined): boolean => char === '-' || char === '*' || char === '+';

/** The requirement that a bullet such as `` - `### Requirement: name` `` names. */
export const bulletedHeader = (line: string): NameAt | null => {
  const at = skipSpace(line, 0);
  return isBullet(line[at]) ? quotedHeader(line, at + 1) : null;
};

/** One half of a rename: `` - FROM: `### Requirement: old` `` or the same with `TO:`. */
export const renameHalf = (line: string): (NameAt & { readonly side: 'FROM' | 'TO' }) | null => {
  let at = skipSpace(line, 0);
  if (isBullet(line[at])) at = skipSpace(line, at + 1);
  const side = line.startsWith('FROM:', at) ? 'FROM' : line.startsWith('TO:', at) ? 'TO' : null;
  if (side === null) return null;
  const found = quotedHeader(line, at + side.length + 1);
  return found === null ? null : { ...found, side };
};

/** The name of the scenario a level-4 heading opens, as its reader sees it, and whether it says `Scenario:`. */
export const scenarioName = (line: string): NameAt & { readonly isLabelled: boolean } => {
  const text = dropClosingHashes(line.slice(skipSpace(line, 4)));
  const isLabelled = text.slice(0, 9).toLowerCase() === 'scenario:';
  const start = skipSpace(line, 4) + (isLabelled ? skipSpace(text, 9) : 0);
  return { name: (isLabelled ? text.slice(9) : text).trim(), column: start + 1, isLabelled };
};
