/** Reads a task list as a reader of the rendered page does: what belongs to a task, what is above it, and what is none. */
import { linesOf, cutLines } from './lines.ts';
import {
  extentOf,
  nodesIn,
  readable,
  readMarkdown,
  withoutComments,
  type List,
  type ListItem,
  type Nodes,
  type Root,
  type RootContent,
} from './markdown.ts';
import { parseTasks, readTask, type Task } from './tasks.ts';

/** A task and all that the list says of it. */
export type OutlinedTask = {
  /** As the counter sees it. */
  readonly task: Task;
  /** Its place among all tasks that are counted, from 0. */
  readonly place: number;
  /** What follows the checkbox, continuation lines joined; without its number. */
  readonly text: string;
  /** What else belongs to it, as Markdown: sub-bullets, paragraphs, code; no sub-tasks, no comments. Empty where nothing does. */
  readonly details: string;
  /** Place in the outline of the task it is a sub-task of; null where it is none. */
  readonly parent: number | null;
  /** Its box says `-` or `~`, its text is struck out, or a task above it is cancelled. */
  readonly isCancelled: boolean;
  /** Headings it stands under, the outermost first. */
  readonly headings: readonly string[];
  /** Prose between its heading and its list, and bullets above it that are no tasks. */
  readonly context: readonly string[];
};

/** A line that counts as a task and is none to a reader. */
export type PassedOver = {
  readonly line: number;
  readonly why: 'in code' | 'in a comment' | 'in HTML' | 'no list item';
};

export type TaskOutline = {
  /** In the order in which they are written; a task stands before its sub-tasks. */
  readonly tasks: readonly OutlinedTask[];
  readonly passedOver: readonly PassedOver[];
};

type Section = { readonly level: number; readonly title: string; readonly prose: readonly string[] };

type Reading = {
  readonly plain: string;
  readonly lines: readonly string[];
  readonly counted: ReadonlyMap<number, { readonly task: Task; readonly place: number }>;
  readonly found: OutlinedTask[];
};

type Above = Pick<OutlinedTask, 'parent' | 'isCancelled' | 'headings' | 'context'>;

const number = /^\d+(?:\.\d+)*[A-Za-z]*\.?(?=\s)/;
const struck = /^~~[\s\S]+~~[.]?$/;

/** The text of a task without the number it begins with. */
export const withoutNumber = (text: string): string => text.replace(number, '').trim();

const isCancelledBy = ({ mark, text }: Pick<Task, 'mark' | 'text'>): boolean =>
  mark === '-' || mark === '~' || struck.test(withoutNumber(text)) || struck.test(text);

const dedented = (lines: readonly string[]): string => {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  return lines
    .map((line) => line.slice(least).trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
    .replace(/\n{3,}/g, '\n\n');
};

const isTaskItem = ({ counted }: Reading, item: ListItem): boolean => counted.has(extentOf(item).line);

/** Lines of an item that are sub-tasks, with all that belongs to them. */
const linesOfSubtasks = (reading: Reading, item: ListItem): ReadonlySet<number> => {
  const own = new Set<number>();
  for (const node of nodesIn(item)) {
    if (node.type !== 'listItem' || !isTaskItem(reading, node)) continue;
    const { line, lastLine } = extentOf(node);
    for (let each = line; each <= lastLine; each++) own.add(each);
  }
  return own;
};

const itemText = (reading: Reading, item: ListItem): Pick<OutlinedTask, 'text' | 'details'> => {
  const { line, lastLine } = extentOf(item);
  const first = item.children[0];
  const opening = first?.type === 'paragraph' ? extentOf(first).lastLine : line;
  const lines = (from: number, end: number): readonly string[] => reading.lines.slice(from - 1, end);
  const text = [readTask(reading.lines[line - 1] ?? '')?.text ?? '', ...lines(line + 1, opening)].map((each) =>
    each.trim(),
  );
  const subtasks = linesOfSubtasks(reading, item);
  const below = lines(opening + 1, lastLine).filter((_, at) => !subtasks.has(opening + 1 + at));
  return { text: withoutNumber(text.filter((each) => each !== '').join(' ')), details: dedented(below) };
};

const textOf = ({ plain }: Reading, node: Nodes): string => {
  const { start, end } = extentOf(node);
  return plain.slice(start, end).replace(/\s+/g, ' ').trim();
};

const listsIn = (node: Nodes): readonly List[] =>
  'children' in node
    ? node.children.flatMap((child) =>
        child.type === 'list' ? [child] : child.type === 'listItem' ? [] : listsIn(child),
      )
    : [];

const readList = (reading: Reading, list: List, above: Above): void => {
  for (const item of list.children) {
    const counted = reading.counted.get(extentOf(item).line);
    if (counted === undefined) {
      const first = item.children[0];
      const title = first?.type === 'paragraph' ? [textOf(reading, first)] : [];
      for (const inner of listsIn(item)) readList(reading, inner, { ...above, context: [...above.context, ...title] });
      continue;
    }
    const { task, place } = counted;
    const said = itemText(reading, item);
    const isCancelled = above.isCancelled || isCancelledBy({ mark: task.mark, text: said.text });
    const own = reading.found.push({ ...above, ...said, task, place, isCancelled }) - 1;
    for (const inner of listsIn(item)) readList(reading, inner, { ...above, parent: own, isCancelled });
  }
};

const headingText = (reading: Reading, node: RootContent): string =>
  textOf(reading, node)
    .replace(/^#+\s*|\s+#+$/g, '')
    .replace(/\s+[=-]+$/, '');

const whyNone = (tree: Root, line: number): PassedOver['why'] => {
  const holders = nodesIn(tree).filter((node) => extentOf(node).line <= line && extentOf(node).lastLine >= line);
  if (holders.some(({ type }) => type === 'code')) return 'in code';
  const html = holders.find((node) => node.type === 'html');
  if (html === undefined) return 'no list item';
  return html.type === 'html' && html.value.startsWith('<!--') ? 'in a comment' : 'in HTML';
};

/** Paragraphs below a list that belong to its last task, as a `Verify:` line does; the others are of the section. */
export type BelongsBelow = (paragraph: string) => boolean;

/** Reads a list. Never fails. `belongsBelow` tells of a paragraph after a list whether it is said of the last task. */
export const outlineTasks = (text: string, belongsBelow: BelongsBelow = () => false): TaskOutline => {
  const source = readable(text);
  const tree = readMarkdown(source);
  const plain = withoutComments(source, tree);
  const all = parseTasks(source).tasks;
  const reading: Reading = {
    plain,
    lines: linesOf(cutLines(plain)),
    counted: new Map(all.map((task, place) => [task.line, { task, place }])),
    found: [],
  };
  let sections: readonly Section[] = [];
  let isAfterList = false;
  for (const node of tree.children) {
    if (node.type === 'heading') {
      const title = headingText(reading, node);
      sections = [...sections.filter(({ level }) => level < node.depth), { level: node.depth, title, prose: [] }];
      isAfterList = false;
    } else if (node.type === 'paragraph') {
      const said = textOf(reading, node);
      const last = reading.found.at(-1);
      if (isAfterList && last !== undefined && belongsBelow(said))
        reading.found[reading.found.length - 1] = { ...last, details: `${last.details}\n\n${said}`.trim() };
      else if (said !== '') {
        const top = sections.at(-1) ?? { level: 0, title: '', prose: [] };
        sections = [...sections.slice(0, -1), { ...top, prose: [...top.prose, said] }];
      }
    } else if (node.type === 'list') {
      readList(reading, node, {
        parent: null,
        isCancelled: false,
        headings: sections.map(({ title }) => title).filter((title) => title !== ''),
        context: sections.flatMap(({ prose }) => prose),
      });
      isAfterList = true;
    }
  }
  const seen = new Set(reading.found.map(({ task }) => task.line));
  const passedOver = all
    .filter(({ line }) => !seen.has(line))
    .map(({ line }): PassedOver => ({ line, why: whyNone(tree, line) }));
  return { tasks: reading.found, passedOver };
};
