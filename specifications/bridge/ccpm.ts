/** Reads what CCPM keeps in `.claude/`: PRDs, epics and their tasks, as real repositories write them. */
import { err, ok, type Result } from '../../core/result.ts';
import type { Files } from '../files.ts';
import { folderNames } from '../tools/project/discover.ts';
import { findCycle } from '../content/workflow.ts';
import { parseTasks, type Task } from '../content/tasks.ts';
import { readFrontMatter, readList } from './front-matter.ts';

export type CcpmStatus = 'open' | 'in-progress' | 'closed';

export type CcpmTask = {
  /** Name of the file without `.md`: what other tasks refer to it by. */
  readonly id: string;
  readonly file: string;
  /** As read: print it and nothing is lost. */
  readonly text: string;
  readonly name: string;
  readonly status: CcpmStatus;
  /** The status as written, such as `completed`, which the format does not know but many write. */
  readonly rawStatus: string;
  readonly dependsOn: readonly string[];
  readonly conflictsWith: readonly string[];
  readonly isParallel: boolean;
  /** URL of its issue; null before the first sync. */
  readonly github: string | null;
  readonly bugFor: string | null;
  readonly boxes: readonly Task[];
};

export type CcpmEpic = {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly status: CcpmStatus;
  readonly prd: string | null;
  readonly github: string | null;
  readonly tasks: readonly CcpmTask[];
};

export type CcpmPrd = { readonly name: string; readonly file: string; readonly text: string; readonly status: string };

export type CcpmProblem = { readonly file: string; readonly code: 'cycle' | 'dangling'; readonly message: string };

export type Ccpm = {
  readonly prds: readonly CcpmPrd[];
  readonly epics: readonly CcpmEpic[];
  readonly problems: readonly CcpmProblem[];
  /** Folders among the epics that are none, and why. */
  readonly passedOver: readonly { readonly folder: string; readonly why: string }[];
};

export const ccpmFolder = '.claude';

const statusOf = (raw: string): CcpmStatus => {
  const plain = raw.toLowerCase().replaceAll('_', '-');
  if (['closed', 'completed', 'complete', 'done'].includes(plain)) return 'closed';
  return ['in-progress', 'active', 'started'].includes(plain) ? 'in-progress' : 'open';
};

const urlOf = (raw: string | undefined): string | null =>
  raw !== undefined && /^https?:\/\/\S+$/.test(raw) ? raw : null;

const isTaskFile = (name: string): boolean => /^(?:\d+|bug-\d+-.+)\.md$/.test(name);

const readTask = (file: string, name: string, text: string): CcpmTask => {
  const { values, body } = readFrontMatter(text);
  const rawStatus = values.get('status') ?? '';
  return {
    id: name.slice(0, -'.md'.length),
    file,
    text,
    name: values.get('name') ?? '',
    status: statusOf(rawStatus),
    rawStatus,
    dependsOn: readList(values.get('depends_on')),
    conflictsWith: readList(values.get('conflicts_with')),
    isParallel: values.get('parallel') === 'true',
    github: urlOf(values.get('github')),
    bugFor: values.get('bug_for') ?? null,
    boxes: parseTasks(body).tasks,
  };
};

const mdFiles = (files: Files, folder: string): readonly string[] => {
  const listed = files.list(folder);
  if (!listed.ok) return [];
  return listed.value
    .filter((entry) => entry.kind === 'file' && entry.name.endsWith('.md'))
    .map((entry) => entry.name)
    .sort();
};

/** What a task is called; its file says it where its front matter does not. */
export const titleOf = ({ name, id }: CcpmTask): string => (name === '' ? id : name);

const numberIn = (id: string): bigint | null => (/^\d+$/.test(id) ? BigInt(id) : null);

/** The task a reference means: of this very name, else of this number, as `1` means `001`. */
export const taskMeant = (reference: string, tasks: readonly CcpmTask[]): CcpmTask | undefined =>
  tasks.find(({ id }) => id === reference) ??
  tasks.find(({ id }) => numberIn(reference) !== null && numberIn(id) === numberIn(reference));

/** The number of an issue, as a file is named by it; null where there is none. */
export const issueNumber = (url: string | null): string | null => /\/issues\/(\d+)\/?$/.exec(url ?? '')?.[1] ?? null;

/** By number, where `9` comes before `10`; what has none comes last. */
const byNumber = (left: CcpmTask, right: CcpmTask): number => {
  const [one, other] = [numberIn(left.id), numberIn(right.id)];
  if (one === null || other === null || one === other)
    return Number(one === null) - Number(other === null) || (left.id < right.id ? -1 : 1);
  return one < other ? -1 : 1;
};

/** Tasks so that each comes after those it depends on, else as they were; as they were where they form a ring. */
export const inOrder = (tasks: readonly CcpmTask[]): readonly CcpmTask[] => {
  const ordered: CcpmTask[] = [];
  const waits = (task: CcpmTask): boolean =>
    task.dependsOn.some((reference) => {
      const other = taskMeant(reference, tasks);
      return other !== undefined && !ordered.includes(other);
    });
  for (let left = tasks; left.length > 0; left = left.filter((task) => !ordered.includes(task))) {
    const next = left.find((task) => !waits(task));
    if (next === undefined) return tasks;
    ordered.push(next);
  }
  return ordered;
};

const readEpic = (files: Files, name: string): Result<CcpmEpic, string> => {
  const folder = `${ccpmFolder}/epics/${name}`;
  const epic = files.read(`${folder}/epic.md`);
  if (!epic.ok)
    return err(
      epic.error.code === 'ENOENT' ? 'has no epic.md' : `has an epic.md that cannot be read: ${epic.error.message}`,
    );
  const { values } = readFrontMatter(epic.value);
  const tasks = mdFiles(files, folder)
    .filter(isTaskFile)
    .flatMap((each) => {
      const text = files.read(`${folder}/${each}`);
      return text.ok ? [readTask(`${folder}/${each}`, each, text.value)] : [];
    })
    .sort(byNumber);
  const prd = values.get('prd');
  return ok({
    name: values.get('name') ?? name,
    folder,
    text: epic.value,
    status: statusOf(values.get('status') ?? ''),
    prd: prd === undefined || prd === '' ? null : prd,
    github: urlOf(values.get('github')),
    tasks,
  });
};

const problemsOf = ({ tasks, folder }: CcpmEpic): readonly CcpmProblem[] => {
  const problems: CcpmProblem[] = [];
  const needs = new Map<string, readonly string[]>();
  for (const { id, file, dependsOn } of tasks) {
    const found = dependsOn.map((reference) => [reference, taskMeant(reference, tasks)] as const);
    for (const [reference, task] of found) {
      if (task === undefined)
        problems.push({
          file,
          code: 'dangling',
          message: `depends_on names "${reference}", which is no task of the epic.`,
        });
    }
    needs.set(
      id,
      found.flatMap(([, task]) => (task === undefined ? [] : [task.id])),
    );
  }
  const cycle = findCycle(needs);
  if (cycle !== null) {
    const file = tasks.find((task) => task.id === cycle[0])?.file ?? folder;
    problems.push({ file, code: 'cycle', message: `Tasks depend on each other in a ring: ${cycle.join(' → ')}.` });
  }
  return problems;
};

/** Reads all PRDs and open epics. Archived epics are left alone. */
export const readCcpm = (files: Files): Ccpm => {
  const prds = mdFiles(files, `${ccpmFolder}/prds`).flatMap((each): readonly CcpmPrd[] => {
    const file = `${ccpmFolder}/prds/${each}`;
    const text = files.read(file);
    if (!text.ok) return [];
    const { values } = readFrontMatter(text.value);
    return [
      { name: values.get('name') ?? each.slice(0, -3), file, text: text.value, status: values.get('status') ?? '' },
    ];
  });
  const read = folderNames(files, `${ccpmFolder}/epics`)
    .filter((name) => name !== 'archived')
    .map((name) => ({ folder: `${ccpmFolder}/epics/${name}`, epic: readEpic(files, name) }));
  const epics = read.flatMap(({ epic }) => (epic.ok ? [epic.value] : []));
  const passedOver = read.flatMap(({ folder, epic }) => (epic.ok ? [] : [{ folder, why: epic.error }]));
  return { prds, epics, problems: epics.flatMap(problemsOf), passedOver };
};

export type EpicStatus = {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** Ids of open tasks that wait for nothing. */
  readonly ready: readonly string[];
  /** Ids of open tasks and the unfinished tasks they wait for. */
  readonly blocked: readonly { readonly id: string; readonly by: readonly string[] }[];
};

/** How an epic stands. A task is blocked by unfinished dependencies only, not by any dependency at all. */
export const epicStatus = ({ name, tasks }: CcpmEpic): EpicStatus => {
  const open = tasks.filter((task) => task.status !== 'closed');
  const waits = open.map(({ id, dependsOn }) => ({
    id,
    by: dependsOn.filter((reference) => taskMeant(reference, tasks)?.status !== 'closed'),
  }));
  return {
    name,
    done: tasks.length - open.length,
    total: tasks.length,
    ready: waits.filter((wait) => wait.by.length === 0).map((wait) => wait.id),
    blocked: waits.filter((wait) => wait.by.length > 0),
  };
};
