/** The Purpose of a spec: the sentence archive writes, whether it is a placeholder, and the one a delta brings. */
import { cutLines, markFences, toLf } from '../../content/lines.ts';
import { parseSpec } from '../../content/spec.ts';
import { findStructureIssues } from './structure.ts';

/** A shorter Purpose says too little. */
export const minPurposeLength = 50;

const placeholderStart = 'TBD - created by archiving change ';
const placeholderEnd = '. Update Purpose after archive.';

/** The Purpose a capability gets when the change that creates it brings none. */
export const placeholderPurpose = (changeId: string): string => `${placeholderStart}${changeId}${placeholderEnd}`;

const shouted = /^(?:TBD|TODO)(?![\p{L}\p{N}\p{M}_])/u;
const punctuated = /^(?:TBD|TODO)(?![\p{L}\p{N}\p{M}_])(?=[ \t]*(?:$|\n|[:\-\u2013\u2014.,;()[\]{}]))/iu;

/** Where the placeholder sentence starts: its opening nearest before a closing; null where it is not complete. */
const placeholderAt = (text: string): number | null => {
  for (let end = text.indexOf(placeholderEnd); end !== -1; end = text.indexOf(placeholderEnd, end + 1)) {
    const start = text.lastIndexOf(placeholderStart, end);
    if (start !== -1) return start;
  }
  return null;
};

const purposeLine = /^ {0,3}##(?!#)[ \t]+Purpose[ \t]*$/i;
const endLine = /^ {0,3}#{1,2}(?!#)[ \t]+/;

const locate = (content: string, isLeading: boolean): number | null => {
  const lines = toLf(content).split('\n');
  const fenced = markFences(lines);
  const header = lines.findIndex((line, index) => fenced[index] === 0 && purposeLine.test(line));
  if (header === -1) return null;
  const prose: { readonly line: number; readonly text: string }[] = [];
  for (let index = header + 1; index < lines.length; index++) {
    const text = lines[index] ?? '';
    if (fenced[index] === 1) continue;
    if (endLine.test(text)) break;
    if (isLeading && text.trim() !== '') return index + 1;
    prose.push({ line: index + 1, text });
  }
  if (isLeading) return null;
  const joined = prose.map((each) => each.text).join('\n');
  const at = placeholderAt(joined);
  return at === null ? null : (prose[joined.slice(0, at).split('\n').length - 1]?.line ?? null);
};

/** Whether a Purpose was never written, and the line that says so; null where it reads as written. */
export const findPlaceholder = (purpose: string, content: string): { readonly line: number | null } | null => {
  const lines = purpose.split('\n');
  const fenced = markFences(lines);
  const prose = lines
    .filter((_, index) => fenced[index] === 0)
    .join('\n')
    .trim();
  const isLeading = shouted.test(prose) || punctuated.test(prose);
  return isLeading || placeholderAt(prose) !== null ? { line: locate(content, isLeading) } : null;
};

/** Blanks out HTML comments, keeping line breaks; one that is never closed runs to the end. */
const hideComments = (text: string): string => {
  const parts: string[] = [];
  const blank = (hidden: string): string => hidden.replace(/[^\n]/g, ' ');
  let at = 0;
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--', at)) {
    parts.push(text.slice(at, open));
    const plain = text.indexOf('-->', open + 4);
    const banged = text.indexOf('--!>', open + 4);
    const isBanged = banged !== -1 && (plain === -1 || banged < plain);
    const close = isBanged ? banged + 4 : plain + 3;
    if (plain === -1 && banged === -1) return parts.join('') + blank(text.slice(open));
    parts.push(blank(text.slice(open, close)));
    at = close;
  }
  return parts.join('') + text.slice(at);
};

const isPurposeHeader = (line: string): boolean => /^##\s+Purpose\s*$/i.test(line);

/** The text of a `## Purpose` section, comments and fences kept; null where it is absent or holds no prose. */
export const readPurpose = (content: string): string | null => {
  if (!/purpose/i.test(content)) return null;
  const text = toLf(content);
  const lines = text.split('\n');
  const masked = text.includes('<!--') ? hideComments(text).split('\n') : lines;
  const fenced = markFences(masked);
  const isOpen = (index: number): boolean => fenced[index] === 0;
  const start = masked.findIndex((line, index) => isOpen(index) && isPurposeHeader(line));
  if (start === -1) return null;
  let end = start + 1;
  while (end < masked.length && !(isOpen(end) && /^##\s/.test(masked[end] ?? ''))) end++;
  const hasProse = masked.slice(start + 1, end).some((line, at) => isOpen(start + 1 + at) && line.trim() !== '');
  const body = lines
    .slice(start + 1, end)
    .join('\n')
    .trim();
  return hasProse && body !== '' ? body : null;
};

/** The text a new main spec starts from. */
export const newSpec = (capability: string, purpose: string): string =>
  `# ${capability} Specification\n\n## Purpose\n${purpose}\n\n## Requirements\n`;

/** The Purpose that readers would find in a new spec; null where it would leave the spec unreadable. */
export const purposeSeenIn = (text: string): string | null => {
  if (text.includes('<!--')) return null;
  if (findStructureIssues(cutLines(text)).length > 0) return null;
  const spec = parseSpec(text);
  return spec.section === null ? null : (spec.purpose?.text ?? null);
};
