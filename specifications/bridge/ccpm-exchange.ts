/** Carries a change to CCPM files and back. */
import { parseProposal } from '../content/proposal.ts';
import { parseTasks, quotedIn } from '../content/tasks.ts';
import { isPath } from './commands.ts';
import { ccpmFolder, inOrder, issueNumber, titleOf, type CcpmEpic, type CcpmTask } from './ccpm.ts';
import { foreignDesign, foreignGroup, foreignProposal, placesOf } from './ccpm-import.ts';
import { readFrontMatter } from './front-matter.ts';

/** The files of a change that are carried; null where there is none. */
export type ChangeText = { readonly id: string; readonly proposal: string | null; readonly tasks: string };

/** Path below the project root → text. */
export type TextFiles = Readonly<Record<string, string>>;

// What a task list says is kept whole between these lines, so that it comes back as it was.
const open = '<!-- ws:tasks -->';
const close = '<!-- /ws:tasks -->';

/** A task list by group; `above` is what stands over the first numbered group, null where nothing does. */
const splitGroups = (text: string): { readonly above: string | null; readonly parts: readonly string[] } => {
  const lines = text.split('\n');
  const starts = parseTasks(text).groups.map((group) => group.line - 1);
  const part = (from: number, end: number): string => lines.slice(from, end).join('\n');
  return {
    above: starts[0] === 0 ? null : part(0, starts[0] ?? lines.length),
    parts: starts.map((start, at) => part(start, starts[at + 1] ?? lines.length)),
  };
};

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

const head = (entries: readonly (readonly [string, string])[]): string =>
  `---\n${entries.map(([key, value]) => `${key}: ${value}`).join('\n')}\n---\n`;

const number = (at: number): string => String(at).padStart(3, '0');

const statusOf = (part: string): string => {
  const { tasks } = parseTasks(part);
  const done = tasks.filter((task) => task.isDone).length;
  if (tasks.length > 0 && done === tasks.length) return 'closed';
  return done > 0 ? 'in-progress' : 'open';
};

const filesOf = (part: string): ReadonlySet<string> => new Set(quotedIn(part).filter(isPath));

type Group = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly paths: ReadonlySet<string>;
  /** The task that stands for it already; null where none does. */
  readonly task: CcpmTask | null;
};

type Part = { readonly title: string; readonly text: string };

/**
 * For each group the task that is there already: the one of its name, else, of those that {@link exportChange} made, one
 * that holds some of the same checkboxes, as after a change of title, else one that has no issue yet to be mistaken for.
 */
const tasksOf = (parts: readonly Part[], tasks: readonly CcpmTask[]): readonly (CcpmTask | null)[] => {
  const left = new Set(inOrder(tasks));
  const found: (CcpmTask | null)[] = parts.map(() => null);
  const take = (fits: (task: CcpmTask, part: Part) => boolean): void => {
    for (const [at, part] of parts.entries()) {
      const task = found[at] ?? [...left].find((each) => fits(each, part)) ?? null;
      found[at] = task;
      if (task !== null) left.delete(task);
    }
  };
  const isOwn = ({ text }: CcpmTask): boolean => text.includes(open);
  const boxesIn = (text: string): ReadonlySet<string> => new Set(parseTasks(text).tasks.map((box) => box.text));
  take((task, { title }) => titleOf(task) === title);
  take((task, { text }) => isOwn(task) && task.boxes.some((box) => boxesIn(text).has(box.text)));
  take((task) => isOwn(task) && task.github === null);
  return found;
};

/** Names for tasks to come: the numbers past all that are there. */
const freshIds = (tasks: readonly CcpmTask[]): (() => string) => {
  let last = tasks.reduce((most, { id }) => Math.max(most, /^\d+$/.test(id) ? Number(id) : 0), 0);
  return () => number(++last);
};

const groupsOf = (
  text: string,
  tasks: readonly CcpmTask[],
): { readonly above: string | null; readonly groups: readonly Group[] } => {
  const list = parseTasks(text);
  const { above, parts } = list.groups.length === 0 ? { above: null, parts: [text] } : splitGroups(text);
  const titles = parts.map((_, at) => {
    const title = flat(list.groups[at]?.title ?? '');
    return list.groups.length === 0 ? 'Tasks' : title === '' ? `Group ${at + 1}` : title;
  });
  const known = tasksOf(
    parts.map((part, at) => ({ title: titles[at] ?? '', text: part })),
    tasks,
  );
  const fresh = freshIds(tasks);
  const groups = parts.map((part, at): Group => {
    const task = known[at] ?? null;
    return { id: task?.id ?? fresh(), title: titles[at] ?? '', text: part, paths: filesOf(part), task };
  });
  return { above, groups };
};

const ownKeys = ['name', 'status', 'created', 'updated', 'github', 'depends_on', 'parallel', 'conflicts_with'];

/** What else stands in the front matter of a task, such as `bug_for`. */
const otherKeys = (task: CcpmTask | null): readonly (readonly [string, string])[] =>
  task === null ? [] : [...readFrontMatter(task.text).values].filter(([key]) => !ownKeys.includes(key));

const unsynced = '(will be set on sync)';
const createdIn = (text: string | undefined, at: string): string =>
  (text === undefined ? undefined : readFrontMatter(text).values.get('created')) ?? at;

/**
 * `at` is the time to write, as `YYYY-MM-DDTHH:MM:SSZ`. Each group of tasks becomes a task that waits for the one before.
 * `known` is what an earlier export, and perhaps a sync, made of the change; its files and issues are kept.
 */
export const exportChange = ({ id, proposal, tasks }: ChangeText, at: string, known: CcpmEpic | null): TextFiles => {
  const said = proposal === null ? null : parseProposal(proposal);
  const { above, groups } = groupsOf(tasks, known?.tasks ?? []);
  const folder = `${ccpmFolder}/epics/${id}`;
  const all = parseTasks(tasks).tasks;
  const done = all.filter((task) => task.isDone).length;
  const progress = all.length === 0 ? 0 : Math.floor((100 * done) / all.length);
  const epicState = progress === 100 ? 'completed' : done > 0 ? 'in-progress' : 'backlog';
  const conflicts = (group: Group): readonly string[] =>
    groups
      .filter((other) => other.id !== group.id && [...other.paths].some((path) => group.paths.has(path)))
      .map((other) => other.id);
  const taskFiles = groups.map((group, place) => {
    const before = groups[place - 1];
    const text =
      head([
        ['name', group.title],
        ['status', statusOf(group.text)],
        ['created', createdIn(group.task?.text, at)],
        ['updated', at],
        ['github', group.task?.github ?? unsynced],
        ['depends_on', before === undefined ? '[]' : `[${before.id}]`],
        ['parallel', 'false'],
        ['conflicts_with', `[${conflicts(group).join(', ')}]`],
        ...otherKeys(group.task),
      ]) + `\n# Task: ${group.title}\n\n## Acceptance Criteria\n\n${open}\n${group.text}\n${close}\n`;
    return [group.task?.file ?? `${folder}/${group.id}.md`, text] as const;
  });
  const list = groups.map(({ id: own, title, text, task }) => {
    const name = issueNumber(task?.github ?? null) === own ? `#${own}` : `${own}.md`;
    return `- [${statusOf(text) === 'closed' ? 'x' : ' '}] ${name} - ${title} (parallel: false)`;
  });
  const epic =
    head([
      ['name', id],
      ['status', epicState],
      ['created', createdIn(known?.text, at)],
      ['updated', at],
      ['progress', `${progress}%`],
      ['prd', `${ccpmFolder}/prds/${id}.md`],
      ['github', known?.github ?? unsynced],
    ]) +
    `\n# Epic: ${id}\n\n## Tasks Created\n${list.join('\n')}\n${above === null ? '' : `\n${open}\n${above}\n${close}\n`}`;
  const description = flat(said?.why?.text ?? id).slice(0, 120);
  const prd =
    head([
      ['name', id],
      ['description', description],
      ['status', progress === 100 ? 'completed' : 'backlog'],
      ['created', at],
    ]) + `\n${proposal ?? `# PRD: ${id}\n`}`;
  return { [`${ccpmFolder}/prds/${id}.md`]: prd, [`${folder}/epic.md`]: epic, ...Object.fromEntries(taskFiles) };
};

const kept = (body: string): string | null => {
  const start = body.indexOf(`${open}\n`);
  const end = body.lastIndexOf(`\n${close}`);
  return start === -1 || end < start
    ? null
    : body.slice(start + open.length + 1, Math.max(end, start + open.length + 1));
};

/** A change as it is imported. `design` is null where the epic says nothing of its own; `isForeign` where others wrote it. */
export type ImportedChange = ChangeText & { readonly design: string | null; readonly isForeign: boolean };

/** The change an epic stands for. What {@link exportChange} wrote comes back byte for byte, edits inside it included. */
export const importEpic = (epic: CcpmEpic, prd: string | null): ImportedChange => {
  const above = kept(readFrontMatter(epic.text).body);
  const tasks = inOrder(epic.tasks);
  const places = placesOf(tasks);
  const own = tasks.map((task) => kept(readFrontMatter(task.text).body));
  const groups = own.map((text, at) => {
    const [task, place] = [tasks[at], places[at]];
    return text ?? (task === undefined || place === undefined ? '' : foreignGroup(task, place));
  });
  const isForeign = above === null && own.every((text) => text === null);
  const body = prd === null ? null : readFrontMatter(prd).body.replace(/^\n/, '');
  const isProposal = body !== null && /^## (?:Why|What Changes)\b/m.test(body);
  const proposal = isProposal ? body : isForeign ? foreignProposal(epic, prd) : null;
  return {
    id: epic.name,
    proposal,
    tasks: [...(above === null ? [] : [above]), ...groups].join('\n'),
    design: isForeign ? foreignDesign(epic) : null,
    isForeign,
  };
};
