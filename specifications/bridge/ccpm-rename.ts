/**
 * Gives tasks the numbers of their issues, as CCPM does: `001.md` becomes `12.md`, and what refers to it follows.
 *
 * It may be stopped anywhere and started again:
 *
 * R1  What is to be rewritten is noted in a file before any of it is, so that `2`, once it has become `3`, does not
 *     become `4`. Only what still reads as noted is rewritten: an edit made in between stays.
 * R2  No task moves before all references are rewritten: until then the old names tell what is meant.
 * R3  Whether a task has moved is told by its own name and its `github:` line, by nothing else.
 * R4  The note goes last.
 */
import { isJsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { FileProblem, WritableFiles } from '../files.ts';
import { issueNumber, readCcpm, taskMeant, type CcpmEpic, type CcpmTask } from './ccpm.ts';
import { readFrontMatter, readList, setKey } from './front-matter.ts';

export type Renamed = { readonly from: string; readonly to: string; readonly url: string };

/** One reference of the task that has this issue. */
type Reference = {
  readonly issue: string;
  readonly key: string;
  readonly before: string;
  readonly after: string;
};

const referring = ['depends_on', 'conflicts_with', 'bug_for'] as const;

const noteFile = (folder: string): string => `${folder}/.ws-renames.json`;

/** A task that has an issue and not yet its number. */
type Due = { readonly file: string; readonly to: string; readonly url: string };

const dueOf = ({ folder, tasks }: CcpmEpic): readonly Due[] =>
  tasks.flatMap(({ id, file, github }) => {
    const number = issueNumber(github);
    return number === null || github === null || number === id
      ? []
      : [{ file, to: `${folder}/${number}.md`, url: github }];
  });

/** How many tasks a sync would rename once all have their issues. */
export const countUnnumbered = ({ tasks }: CcpmEpic): number =>
  tasks.filter(({ id, github }) => issueNumber(github) !== id).length;

const referencesOf = (task: CcpmTask, tasks: readonly CcpmTask[]): readonly Reference[] =>
  referring.flatMap((key): readonly Reference[] => {
    const before = readFrontMatter(task.text).values.get(key);
    if (before === undefined || task.github === null) return [];
    const names = readList(before);
    const numbers = names.map((name) => issueNumber(taskMeant(name, tasks)?.github ?? null) ?? name);
    if (numbers.every((number, at) => number === names[at])) return [];
    const after = key === 'bug_for' ? numbers.join(', ') : `[${numbers.join(', ')}]`;
    return [{ issue: task.github, key, before, after }];
  });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** What an earlier call noted; null where there is nothing. */
const readNote = (files: WritableFiles, folder: string): readonly Reference[] | null => {
  const text = files.read(noteFile(folder));
  const note = text.ok ? parsed(text.value) : null;
  const listed = isJsonObject(note) ? note['references'] : null;
  if (!Array.isArray(listed)) return null;
  return listed.flatMap((each: unknown): readonly Reference[] => {
    if (!isJsonObject(each)) return [];
    const { issue, key, before, after } = each;
    const areTexts =
      typeof issue === 'string' && typeof key === 'string' && typeof before === 'string' && typeof after === 'string';
    return areTexts ? [{ issue, key, before, after }] : [];
  });
};

/** The list of tasks in an epic with `#12` for `001.md`, so that GitHub links them. */
const relist = ({ text, tasks }: CcpmEpic): string => {
  let isInList = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^(?:## |<!-- ws:tasks -->)/.test(line)) isInList = /^## Tasks Created\s*$/.test(line);
      const [all, start = '', name = ''] = /^(\s*[-*+]\s*\[[ xX]\]\s*)([\w-]+)\.md(?![\w-])/.exec(line) ?? [];
      const number = isInList && all !== undefined ? issueNumber(taskMeant(name, tasks)?.github ?? null) : null;
      return number === null || all === undefined ? line : `${start}#${number}${line.slice(all.length)}`;
    })
    .join('\n');
};

const rewrite = (files: WritableFiles, epic: CcpmEpic, references: readonly Reference[]): Result<null, FileProblem> => {
  const list = relist(epic);
  const texts = new Map(list === epic.text ? [] : [[`${epic.folder}/epic.md`, list]]);
  for (const { issue, key, before, after } of references) {
    const task = epic.tasks.find(({ github }) => github === issue);
    if (task === undefined) continue;
    const text = texts.get(task.file) ?? task.text;
    // R1
    if (readFrontMatter(text).values.get(key) === before) texts.set(task.file, setKey(text, key, after));
  }
  for (const [path, text] of texts) {
    const written = files.write(path, text);
    if (!written.ok) return written;
  }
  return ok(null);
};

/** A name of the same number that nobody has, for a task that must step aside: `2` and `1` may trade places. */
const aside = (files: WritableFiles, to: string): string => {
  const folder = to.slice(0, to.lastIndexOf('/') + 1);
  let name = `0${to.slice(folder.length)}`;
  while (files.kind(folder + name) !== null) name = `0${name}`;
  return folder + name;
};

const move = (files: WritableFiles, due: readonly Due[]): Result<null, FileProblem> => {
  let left = due;
  for (let [next] = left; next !== undefined; [next] = left) {
    const free = left.find(({ to }) => files.kind(to) === null);
    const { file, to, url } = free ?? next;
    const place = free === undefined ? aside(files, to) : to;
    const moved = files.move(file, place);
    if (!moved.ok) return moved;
    const others = left.filter((each) => each.file !== file);
    left = free === undefined ? [...others, { file: place, to, url }] : others;
  }
  return ok(null);
};

/** Why tasks cannot take their numbers; null where they can. */
const obstacle = (files: WritableFiles, { tasks }: CcpmEpic, due: readonly Due[]): string | null => {
  const urls = tasks.map(({ github }) => github);
  const twice = tasks.find(({ github }, at) => github !== null && urls.indexOf(github) < at);
  if (twice !== undefined) return `${twice.file}: another task has the issue ${twice.github ?? ''}, too`;
  const blocked = due.find(({ to }) => files.kind(to) !== null && !due.some(({ file }) => file === to));
  return blocked === undefined ? null : `${blocked.file} should become ${blocked.to}, which is there already`;
};

/** Whether an earlier call was stopped halfway; until the next, names of tasks are not to be relied upon. */
export const isHalfRenamed = (files: WritableFiles, folder: string): boolean => files.kind(noteFile(folder)) !== null;

/** Renames all tasks of an epic once all have their issues; goes on where an earlier call was stopped. */
export const renameTasks = (files: WritableFiles, folder: string): Result<readonly Renamed[], FileProblem> => {
  const epic = readCcpm(files).epics.find((each) => each.folder === folder);
  if (epic === undefined) return ok([]);
  const due = dueOf(epic);
  let references = readNote(files, folder);
  if (references === null && (due.length === 0 || epic.tasks.some(({ github }) => github === null))) return ok([]);
  const message = obstacle(files, epic, due);
  if (message !== null) return err({ code: 'EEXIST', message });
  if (references === null) {
    references = epic.tasks.flatMap((task) => referencesOf(task, epic.tasks));
    const noted = files.write(noteFile(folder), `${JSON.stringify({ references }, null, 2)}\n`);
    if (!noted.ok) return noted;
  }
  const rewritten = rewrite(files, epic, references);
  if (!rewritten.ok) return rewritten;
  // R2, R3
  const moved = move(files, due);
  if (!moved.ok) return moved;
  // R4
  const forgotten = files.remove(noteFile(folder));
  return forgotten.ok ? ok(due.map(({ file, to, url }) => ({ from: file, to, url }))) : forgotten;
};
