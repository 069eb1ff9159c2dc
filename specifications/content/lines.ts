/** Splits a Markdown text into lines and marks the ones that carry structure: one pass, linear in the text. */

/** A text and where its lines are. Arrays run in parallel; indices count from 0, reported lines from 1. */
export type Lines = {
  /** The text as it was read, untouched. */
  readonly text: string;
  /** Whether the text began with a byte order mark, which the lines no longer hold. */
  readonly bom: boolean;
  /** The text without byte order mark and carriage returns. */
  readonly plain: string;
  readonly count: number;
  /** Where each line starts in `plain`; one more entry than lines. */
  readonly starts: Uint32Array;
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

/** Index of the first character of `text[from, end)` that is not white space; `end` if none is. */
const skipSpaceIn = (text: string, from: number, end: number): number => {
  let at = from;
  while (at < end && isSpaceCode(text.charCodeAt(at))) at++;
  return at;
};

/** How many `#` open the line `text[start, end)` when white space follows them: 1 to 6, or 0. */
const levelIn = (text: string, start: number, end: number): number => {
  let at = start;
  while (at < end && at - start < 7 && text.charCodeAt(at) === hash) at++;
  const level = at - start;
  return level > 0 && level < 7 && at < end && isSpaceCode(text.charCodeAt(at)) ? level : 0;
};

type Fence = { readonly code: number; readonly length: number; readonly bare: boolean };

const fenceIn = (text: string, from: number, end: number): Fence | null => {
  const start = skipSpaceIn(text, from, end);
  const code = start < end ? text.charCodeAt(start) : 0;
  if (code !== backtick && code !== tilde) return null;
  let stop = start + 1;
  while (stop < end && text.charCodeAt(stop) === code) stop++;
  if (stop - start < 3) return null;
  return { code, length: stop - start, bare: skipSpaceIn(text, stop, end) === end };
};

/** What the fence of one line does to the fence that is open before it: the one open after it. */
const passFence = (open: Fence | null, fence: Fence | null): Fence | null => {
  if (open === null) return fence;
  const isClosed = fence !== null && fence.bare && fence.code === open.code && fence.length >= open.length;
  return isClosed ? null : open;
};

/** Marks every line of a fenced code block with 1. */
export const markFences = (lines: readonly string[]): Uint8Array => {
  const fenced = new Uint8Array(lines.length);
  let open: Fence | null = null;
  for (const [index, line] of lines.entries()) {
    const after = passFence(open, fenceIn(line, 0, line.length));
    if (open !== null || after !== null) fenced[index] = 1;
    open = after;
  }
  return fenced;
};

/** Turns CRLF and lone CR into LF. */
export const toLf = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

const findStarts = (plain: string): Uint32Array => {
  const starts: number[] = [0];
  for (let at = plain.indexOf('\n'); at !== -1; at = plain.indexOf('\n', at + 1)) starts.push(at + 1);
  starts.push(plain.length + 1);
  return Uint32Array.from(starts);
};

/** Finds the lines of a text without byte order mark and carriage returns, and marks fences and headings. */
export const cutLines = (text: string): Lines => {
  const bom = text.charCodeAt(0) === 0xfeff;
  const plain = toLf(bom ? text.slice(1) : text);
  const starts = findStarts(plain);
  const count = starts.length - 1;
  const fenced = new Uint8Array(count);
  const levels = new Uint8Array(count);
  let open: Fence | null = null;
  let openedAt = 0;
  for (let index = 0; index < count; index++) {
    const start = starts[index] ?? 0;
    const end = (starts[index + 1] ?? 1) - 1;
    const after = passFence(open, fenceIn(plain, start, end));
    if (open !== null || after !== null) fenced[index] = 1;
    else levels[index] = levelIn(plain, start, end);
    if (open === null) openedAt = index;
    open = after;
  }
  return {
    text,
    bom,
    plain,
    count,
    starts,
    fenced,
    levels,
    unclosed: open === null ? null : openedAt,
  };
};

/** All lines of a text. */
export const linesOf = ({ plain }: Lines): readonly string[] => plain.split('\n');

/** The lines from `from` up to but not including `end`, as one text. */
export const joinLines = (source: Lines, from: number, end: number): string =>
  from >= end ? '' : source.plain.slice(source.starts[from], (source.starts[Math.min(end, source.count)] ?? 1) - 1);

/** The line at an index that is known to be inside; the empty string outside. */
export const lineAt = (source: Lines, index: number): string => joinLines(source, index, index + 1);

/** Whether a line holds nothing but white space. */
export const isBlank = (source: Lines, index: number): boolean => {
  const end = (source.starts[index + 1] ?? 1) - 1;
  return skipSpaceIn(source.plain, source.starts[index] ?? 0, end) === end;
};

/** Whether a line starts with a text. */
export const opensWith = (source: Lines, index: number, opening: string): boolean =>
  source.plain.startsWith(opening, source.starts[index]);
