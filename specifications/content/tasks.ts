/** Reads tasks.md: checkboxes, their numbered groups and ids. */
import { isSpaceCode, skipSpace } from './lines.ts';

export type Task = {
  /** Such as `1.2`; null where the task has no number. */
  readonly id: string | null;
  /** All after the checkbox, the id included, trimmed. */
  readonly text: string;
  readonly isDone: boolean;
  /** What the brackets hold: a space, `x`, or any other single mark. */
  readonly mark: string;
  readonly line: number;
  /** Column of the opening bracket, from 1. */
  readonly column: number;
  /** Width of the white space before the bullet. */
  readonly indent: number;
  /** Place of its group in `groups`; null above the first numbered group or under an unnumbered heading. */
  readonly group: number | null;
};

/** A `## N. Title` heading. `number` is text, so that `01` stays `01`. */
export type TaskGroup = { readonly number: string; readonly title: string; readonly line: number };

export type TaskList = {
  readonly groups: readonly TaskGroup[];
  readonly tasks: readonly Task[];
};

const anyGroup = /^ {0,3}##(?!#)(?:[ \t]+|[ \t]*\r?$)/;
const numberedGroup = /^ {0,3}##[ \t]+(\d+)\.(?:[ \t]|\r?$)/;
const taskId = /^(\d+(?:\.\d+)+(?:[A-Za-z]+)?)(?=\s|$)/;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Index past the list marker at `at`; null where there is none. */
const afterMarker = (line: string, at: number): number | null => {
  const char = line[at];
  if (char === '-' || char === '*' || char === '+') return at + 1;
  let end = at;
  while (end - at < 9 && isDigit(line.charCodeAt(end))) end++;
  return end > at && (line[end] === '.' || line[end] === ')') ? end + 1 : null;
};

/** Reads `[ ]`, `[x]`, `[~]`, `[]`, `[ x ]`; a mark directly followed by `(` or `[` is a link, not a checkbox. */
const readBox = (line: string, open: number): { readonly mark: string; readonly end: number } | null => {
  const inner = skipSpace(line, open + 1);
  if (line[inner] === ']') {
    const next = line[inner + 1];
    const isLink = inner === open + 1 && (next === '(' || next === '[');
    return isLink ? null : { mark: ' ', end: inner + 1 };
  }
  if (inner >= line.length) return null;
  const close = skipSpace(line, inner + 1);
  const next = line[close + 1];
  return line[close] !== ']' || next === '(' || next === '[' ? null : { mark: line[inner] ?? ' ', end: close + 1 };
};

const restOf = (line: string, from: number): string => {
  const start = skipSpace(line, from);
  let end = start;
  while (end < line.length && !'\r\u2028\u2029'.includes(line[end] ?? '')) end++;
  return line.slice(start, end).trim();
};

/** The task a line holds, without its group; null for any other line. Fences are not looked at, on purpose. */
export const readTask = (line: string): Omit<Task, 'line' | 'group'> | null => {
  const indent = skipSpace(line, 0);
  const after = afterMarker(line, indent);
  if (after === null) return null;
  const open = skipSpace(line, after);
  if (line[open] !== '[') return null;
  const box = readBox(line, open);
  if (box === null) return null;
  const text = restOf(line, box.end);
  return {
    id: taskId.exec(text)?.[1] ?? null,
    text,
    isDone: box.mark === 'x' || box.mark === 'X',
    mark: isSpaceCode(box.mark.charCodeAt(0)) ? ' ' : box.mark,
    column: open + 1,
    indent,
  };
};

/** Reads a task list. Never fails. Linear in the text. */
export const parseTasks = (text: string): TaskList => {
  const groups: TaskGroup[] = [];
  const tasks: Task[] = [];
  let group: number | null = null;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.includes('##') && anyGroup.test(line)) {
      const number = numberedGroup.exec(line)?.[1];
      group = number === undefined ? null : groups.length;
      if (number !== undefined) {
        const title = line.slice(line.indexOf('.') + 1).trim();
        groups.push({ number, title, line: index + 1 });
      }
    }
    const task = readTask(line);
    if (task !== null) tasks.push({ ...task, line: index + 1, group });
  }
  return { groups, tasks };
};

/** The `back-quoted` stretches of a text, without quotes, in order and without doubles. */
export const quotedIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(/`([^`\n]+)`/g)].map((match) => (match[1] ?? '').trim()).filter((quoted) => quoted !== ''),
  ),
];
