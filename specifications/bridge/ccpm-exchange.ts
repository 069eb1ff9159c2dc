/** Carries a change to CCPM files and back. */
import { parseProposal } from '../content/proposal.ts';
import { parseTasks, quotedIn } from '../content/tasks.ts';
import { isPath } from './commands.ts';
import { ccpmFolder, type CcpmEpic } from './ccpm.ts';
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
};

const groupsOf = (tasks: string): { readonly above: string | null; readonly groups: readonly Group[] } => {
  const list = parseTasks(tasks);
  if (list.groups.length === 0) {
    return { above: null, groups: [{ id: '001', title: 'Tasks', text: tasks, paths: filesOf(tasks) }] };
  }
  const { above, parts } = splitGroups(tasks);
  const groups = parts.map((text, at): Group => {
    const title = list.groups[at]?.title ?? '';
    return { id: number(at + 1), title: title === '' ? `Group ${at + 1}` : title, text, paths: filesOf(text) };
  });
  return { above, groups };
};

/** `at` is the time to write, as `YYYY-MM-DDTHH:MM:SSZ`. Each group of tasks becomes a task that waits for the one before. */
export const exportChange = ({ id, proposal, tasks }: ChangeText, at: string): TextFiles => {
  const said = proposal === null ? null : parseProposal(proposal);
  const { above, groups } = groupsOf(tasks);
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
        ['name', flat(group.title)],
        ['status', statusOf(group.text)],
        ['created', at],
        ['updated', at],
        ['github', '(will be set on sync)'],
        ['depends_on', before === undefined ? '[]' : `[${before.id}]`],
        ['parallel', 'false'],
        ['conflicts_with', `[${conflicts(group).join(', ')}]`],
      ]) + `\n# Task: ${flat(group.title)}\n\n## Acceptance Criteria\n\n${open}\n${group.text}\n${close}\n`;
    return [`${folder}/${group.id}.md`, text] as const;
  });
  const list = groups.map(
    (group) =>
      `- [${statusOf(group.text) === 'closed' ? 'x' : ' '}] ${group.id}.md - ${flat(group.title)} (parallel: false)`,
  );
  const epic =
    head([
      ['name', id],
      ['status', epicState],
      ['created', at],
      ['updated', at],
      ['progress', `${progress}%`],
      ['prd', `${ccpmFolder}/prds/${id}.md`],
      ['github', '(will be set on sync)'],
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

/** A group for a task that was not written by {@link exportChange}: its acceptance criteria as checkboxes. */
const foreignGroup = (task: CcpmEpic['tasks'][number], at: number): string => {
  const mark = (isDone: boolean): string => (isDone || task.status === 'closed' ? 'x' : ' ');
  const boxes = task.boxes.map((box, place) => `- [${mark(box.isDone)}] ${at}.${place + 1} ${box.text}`);
  const only = `- [${mark(false)}] ${at}.1 ${task.name}`;
  return `## ${at}. ${task.name}\n\n${(boxes.length === 0 ? [only] : boxes).join('\n')}\n`;
};

/** The change an epic stands for. What {@link exportChange} wrote comes back byte for byte, edits inside it included. */
export const importEpic = (epic: CcpmEpic, prd: string | null): ChangeText => {
  const above = kept(readFrontMatter(epic.text).body);
  const groups = epic.tasks.map((task, at) => kept(readFrontMatter(task.text).body) ?? foreignGroup(task, at + 1));
  const body = prd === null ? null : readFrontMatter(prd).body.replace(/^\n/, '');
  const isOwn = body !== null && !/^# PRD: /.test(body);
  const proposal = body === null ? null : isOwn ? body : `## Why\n\n${body}\n\n## What Changes\n\n`;
  return { id: epic.name, proposal, tasks: [...(above === null ? [] : [above]), ...groups].join('\n') };
};
