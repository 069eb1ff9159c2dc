/** Splits a Markdown text into lines and marks the ones that carry structure: one pass, linear in the text. */

/** A text cut into lines. Arrays run in parallel; indices count from 0, reported lines from 1. */
export type Lines = {
  /** The text as it was read, untouched. */
  readonly text: string;
  /** Whether the text began with a byte order mark, which `lines` no longer holds. */
  readonly bom: boolean;
  readonly lines: readonly string[];
  /** 1 for every line of a fenced code block, its fences included; an unclosed fence runs to the end. */
  readonly fenced: Uint8Array;
  /** 1 to 6 for a line outside fences that opens with that many `#` and white space, else 0. */
  readonly levels: Uint8Array;
  /** Index of the line that opens a fence nobody closes; null where all are closed. */
  readonly unclosed: number | null;
};

const hash = 35;
const backtick = 96;
const tilde = 126;

/** Whether a UTF-16 code is white space as JavaScript's `\s` and `trim` see it. */
export const isSpaceCode = (code: number): boolean =>
  code === 32 ||
  (code >= 9 && code <= 13) ||
  (code >= 160 &&
    (code === 160 ||
      code === 0x1680 ||
      (code >= 0x2000 && code <= 0x200a) ||
      code === 0x2028 ||
      code === 0x2029 ||
      code === 0x202f ||
      code === 0x205f ||
      code === 0x3000 ||
      code === 0xfeff));

/** Index of the first character at or after `from` that is not white space; the length of the line if none is. */
export const skipSpace = (line: string, from: number): number => {
  let at = from;
  while (at < line.length && isSpaceCode(line.charCodeAt(at))) at++;
  return at;
};

/** How many `#` open the line when white space follows them: 1 to 6, or 0 when the line is no heading. */
export const headingLevel = (line: string): number => {
  if (line.charCodeAt(0) !== hash) return 0;
  let level = 1;
  while (level < 7 && line.charCodeAt(level) === hash) level++;
  return level < 7 && level < line.length && isSpaceCode(line.charCodeAt(level)) ? level : 0;
};

type Fence = { readonly code: number; readonly length: number; readonly bare: boolean };

const fenceIn = (line: string): Fence | null => {
  const start = skipSpace(line, 0);
  const code = line.charCodeAt(start);
  if (code !== backtick && code !== tilde) return null;
  let end = start + 1;
  while (line.charCodeAt(end) === code) end++;
  if (end - start < 3) return null;
  return { code, length: end - start, bare: skipSpace(line, end) === line.length };
};

type Fences = {
  readonly fenced: Uint8Array;
  /** Index of the line that opens a fence nobody closes; null where all are closed. */
  readonly unclosed: number | null;
};

const scanFences = (lines: readonly string[]): Fences => {
  const fenced = new Uint8Array(lines.length);
  let open: Fence | null = null;
  let openedAt = 0;
  for (const [index, line] of lines.entries()) {
    const fence = fenceIn(line);
    if (open === null) {
      if (fence === null) continue;
      open = fence;
      openedAt = index;
      fenced[index] = 1;
      continue;
    }
    fenced[index] = 1;
    if (fence !== null && fence.bare && fence.code === open.code && fence.length >= open.length) open = null;
  }
  return { fenced, unclosed: open === null ? null : openedAt };
};

/** Marks every line of a fenced code block with 1. */
export const markFences = (lines: readonly string[]): Uint8Array => scanFences(lines).fenced;

/** Turns CRLF and lone CR into LF. */
export const toLf = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

/** Cuts a text into lines without byte order mark and carriage returns, and marks fences and headings. */
export const cutLines = (text: string): Lines => {
  const bom = text.charCodeAt(0) === 0xfeff;
  const lines = toLf(bom ? text.slice(1) : text).split('\n');
  const { fenced, unclosed } = scanFences(lines);
  const levels = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries()) if (fenced[index] === 0) levels[index] = headingLevel(line);
  return { text, bom, lines, fenced, levels, unclosed };
};

/** The lines from `from` up to but not including `end`, as one text. */
export const joinLines = (source: Lines, from: number, end: number): string => source.lines.slice(from, end).join('\n');

/** The line at an index that is known to be inside; the empty string outside. */
export const lineAt = (source: Lines, index: number): string => source.lines[index] ?? '';
