/** Makes a change of an epic that others wrote: its texts are kept, its graph becomes the order of the tasks. */
import { cutLines, linesOf } from '../content/lines.ts';
import { readHeadings } from '../content/headings.ts';
import { outlineTasks } from '../content/task-outline.ts';
import { taskMeant, titleOf, type CcpmEpic, type CcpmTask } from './ccpm.ts';
import { readFrontMatter } from './front-matter.ts';

const heading = /^ {0,3}(#{1,6})\s+(.+?)(?:\s+#+)?\s*$/;
const marker = /^\s*<!--\s*\/?ws:tasks\s*-->\s*$/;

/** Sections of a text by title; what stands above the first has the empty one. Fences are left alone. */
const sectionsOf = (text: string): readonly { readonly title: string; readonly lines: readonly string[] }[] => {
  const source = cutLines(text);
  const lines = linesOf(source);
  const sections: { title: string; lines: string[] }[] = [{ title: '', lines: [] }];
  for (const [index, line] of lines.entries()) {
    const found = source.fenced[index] === 1 ? null : heading.exec(line);
    if (found === null) sections.at(-1)?.lines.push(line);
    else sections.push({ title: found[2] ?? '', lines: [] });
  }
  return sections;
};

const trimmed = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replace(/^\s*\n|\s+$/g, '')
    .replace(/\n{3,}/g, '\n\n');

const indented = (text: string): string => text.replace(/^(?=[^\n])/gm, '  ');

/** What a task says besides its checkboxes, headings in bold: a heading inside would begin a group. */
const detailsOf = (body: string, boxLines: ReadonlySet<number>): string => {
  const left = linesOf(cutLines(body))
    .map((line, at) => (boxLines.has(at + 1) || marker.test(line) ? '' : line))
    .join('\n');
  return sectionsOf(left)
    .flatMap(({ title, lines }) => {
      const said = trimmed(lines);
      // The title of the task says what it is called already; what other sections held was their checkboxes.
      if (said === '') return [];
      return [title === '' || /^task:/i.test(title) ? said : `**${title}**\n\n${said}`];
    })
    .join('\n\n');
};

/**
 * How an imported task is numbered, and what tells of the tasks it waits for; null where the order says it. `conflicts`: numbers of the tasks
 * beside which it must not run.
 */
export type Placed = { readonly at: number; readonly waitsFor: string | null; readonly conflicts: readonly string[] };

/** A group for a task that {@link exportChange} did not write: one task with all it says, its checkboxes as sub-tasks. */
export const foreignGroup = (task: CcpmTask, { at, waitsFor, conflicts }: Placed): string => {
  const { body } = readFrontMatter(task.text);
  const plain = body.replace(/\r\n?/g, '\n');
  const { tasks } = outlineTasks(plain);
  const boxLines = new Set(tasks.map((box) => box.task.line));
  const isClosed = task.status === 'closed';
  const mark = (isDone: boolean): string => (isDone || isClosed ? 'x' : ' ');
  const boxes = tasks
    .filter((box) => !box.isCancelled)
    .map((box, place) => `  - [${mark(box.task.isDone)}] ${at}.1.${place + 1} ${box.task.text}`);
  const details = indented(detailsOf(plain, boxLines));
  const parts = [
    `- [${mark(false)}] ${at}.1 ${titleOf(task)}`,
    ...(waitsFor === null ? [] : [`  - Depends on: ${waitsFor}`]),
    ...(conflicts.length === 0 ? [] : [`  - Conflicts with: ${conflicts.join(', ')}`]),
    ...(details === '' ? [] : ['', details]),
    ...(boxes.length === 0 ? [] : [...(details === '' ? [] : ['']), ...boxes]),
  ];
  return `## ${at}. ${titleOf(task)}\n\n${parts.join('\n')}\n`;
};

/** What the tasks of an epic wait for, as numbers of the list that they become. `tasks` are in the order of that list. */
export const placesOf = (tasks: readonly CcpmTask[]): readonly Placed[] =>
  tasks.map((task, index) => {
    const placesMeant = (references: readonly string[]): readonly number[] =>
      references.flatMap((reference) => {
        const place = tasks.findIndex((other) => other === taskMeant(reference, tasks));
        return place === -1 || place === index ? [] : [place + 1];
      });
    const meant = placesMeant(task.dependsOn);
    const conflicts = [...new Set(placesMeant(task.conflictsWith))].map((place) => `${place}.1`);
    const isAsWritten = index === 0 ? meant.length === 0 : meant.length === 1 && meant[0] === index;
    const numbers = [...new Set(meant)].map((place) => `${place}.1`);
    return {
      at: index + 1,
      waitsFor: isAsWritten ? null : numbers.length === 0 ? 'none' : numbers.join(', '),
      conflicts,
    };
  });

const saidUnder = (text: string, titles: RegExp): string =>
  sectionsOf(text)
    .filter(({ title }) => titles.test(title))
    .map(({ lines }) => trimmed(lines))
    .find((said) => said !== '') ?? '';

const without = (text: string, titles: RegExp): string => {
  const source = cutLines(text);
  const dropped = readHeadings(source).filter(({ title }) => titles.test(title));
  const isDropped = (index: number): boolean => dropped.some(({ line, end }) => index >= line - 1 && index < end);
  return trimmed(linesOf(source).filter((line, index) => !isDropped(index) && !/^#\s/.test(line)));
};

/** A proposal of a PRD and its epic: why and what in a few words, the PRD as it is below. */
export const foreignProposal = (epic: CcpmEpic, prd: string | null): string => {
  const body = prd === null ? '' : readFrontMatter(prd).body.replace(/\r\n?/g, '\n');
  const own = readFrontMatter(epic.text).body;
  const why =
    saidUnder(body, /^(?:\d+\.?\s*)?(?:problem|why|motivation|background|executive summary|overview|summary|goal)/i) ||
    (prd === null ? '' : (readFrontMatter(prd).values.get('description') ?? '')) ||
    saidUnder(own, /^(?:overview|summary|goal)/i) ||
    `The epic "${epic.name}" asks for it.`;
  const changes = epic.tasks.map((task) => `- ${titleOf(task)}`).join('\n') || '- What the epic says.';
  const rest = without(body, /^(?:why|what changes)$/i);
  return `# ${epic.name}\n\n## Why\n\n${why}\n\n## What Changes\n\n${changes}\n${rest === '' ? '' : `\n${rest}\n`}`;
};

/** The design that an epic holds; null where it says nothing but its tasks. */
export const foreignDesign = (epic: CcpmEpic): string | null => {
  const rest = without(readFrontMatter(epic.text).body.replace(/\r\n?/g, '\n'), /^tasks created$/i);
  return rest === '' ? null : `# ${epic.name}\n\n${rest}\n`;
};
