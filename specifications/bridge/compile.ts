/** Turns a change into a workstream: a step for every open task, checks where there are commands, a review where not. */
import type { JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Requirement } from '../content/requirement.ts';
import { quotedIn, type Task } from '../content/tasks.ts';
import { taskFiles } from '../tools/project/change-workflow.ts';
import { readTasks, type Change, type Project, type TaskFile } from '../tools/project/project.ts';
import { acceptanceCommand, isPath, taskCommand } from './commands.ts';
import { idOf, uniqueIds } from './ids.ts';
import { literal } from './literal.ts';
import { showScenarios, type Claim } from './show-scenarios.ts';

export type CompileOptions = {
  /** The tool that works on tasks which are no command, such as a coding agent; `manual` asks a person. */
  readonly tool: string;
  /** Compiles ticked tasks, too. */
  readonly withDone: boolean;
};

/** Which steps stand for a scenario, and whether a command shows it or a person judges it. */
export type TraceLink = {
  readonly capability: string;
  readonly requirement: string;
  readonly scenario: string;
  readonly file: string;
  readonly line: number;
  readonly steps: readonly string[];
  readonly shownBy: 'command' | 'review';
};

/** Which task a step comes from. */
export type TaskLink = { readonly step: string; readonly file: string; readonly line: number };

export type Compiled = {
  /** A document for `ws run`. */
  readonly workstream: JsonObject;
  readonly links: readonly TraceLink[];
  readonly tasks: readonly TaskLink[];
};

export type CompileProblem = { readonly code: 'no-tasks' | 'unknown' | 'bad-tasks'; readonly message: string };

type Work = {
  /** Path of the task list, relative to the change. */
  readonly path: string;
  readonly task: Task;
  readonly id: string;
  readonly group: number;
  readonly acceptance: readonly string[];
};

const acceptanceBelow = (document: TaskFile, task: Task): readonly string[] => {
  const lines = document.text.split('\n');
  const next = document.list.tasks.find((other) => other.line > task.line)?.line ?? lines.length + 1;
  const own: string[] = [];
  for (const line of lines.slice(task.line, next - 1)) {
    if (/^ {0,3}#/.test(line)) break;
    const command = acceptanceCommand(line);
    if (command !== null) own.push(command);
  }
  return own;
};

const stepIds = (tasks: readonly Task[], unique: (id: string) => string): readonly string[] =>
  tasks.map(({ id }, at) => unique(id === null ? `task-${at + 1}` : `task-${id.replaceAll('.', '-').toLowerCase()}`));

/** The place of a task among the groups; under an unnumbered heading it lies behind the group above that heading. */
const placeOf = ({ group, line }: Task, { groups }: TaskFile['list']): number =>
  group ?? groups.filter((each) => each.line < line).length - 0.5;

type Counting = { readonly unique: (id: string) => string; readonly firstGroup: number };

const workIn = (document: TaskFile, withDone: boolean, { unique, firstGroup }: Counting): readonly Work[] => {
  const { list, path } = document;
  const ids = stepIds(list.tasks, unique);
  return list.tasks.flatMap((task, at): readonly Work[] => {
    if (task.isDone && !withDone) return [];
    const acceptance = acceptanceBelow(document, task);
    return [{ path, task, id: ids[at] ?? '', group: firstGroup + placeOf(task, list), acceptance }];
  });
};

/** The work of all task lists; each list comes after the one before it. */
const workOf = (documents: readonly TaskFile[], withDone: boolean): readonly Work[] => {
  const unique = uniqueIds();
  let firstGroup = 0;
  return documents.flatMap((document) => {
    const work = workIn(document, withDone, { unique, firstGroup });
    // A task above the first group of its list stands at -0.5, and still behind all of the list before.
    firstGroup = Math.max(firstGroup, ...work.map(({ group }) => group)) + 1;
    return work;
  });
};

const promptOf = (change: Change, text: string, requirements: readonly Requirement[]): string => {
  const why = change.proposal?.value.why?.text ?? '';
  const parts = [
    `Change: ${change.id}`,
    ...(why === '' ? [] : [`Why:\n${why}`]),
    `Task: ${text}`,
    ...(requirements.length === 0
      ? []
      : [`Requirements of the change:\n\n${requirements.map((each) => each.raw).join('\n\n')}`]),
  ];
  return literal(parts.join('\n\n'));
};

const titleOf = (text: string): string => text.replace(/^\d+(?:\.\d+)*[A-Za-z]*\s+/, '');

const taskStep = (
  work: Work,
  needs: readonly string[],
  { change, requirements }: { readonly change: Change; readonly requirements: readonly Requirement[] },
  tool: string,
): JsonObject => {
  const text = titleOf(work.task.text);
  const command = taskCommand(text);
  const files = quotedIn(text).filter(isPath);
  const what: JsonObject =
    command === null
      ? { tool, with: { prompt: promptOf(change, text, requirements), ...(files.length === 0 ? {} : { files }) } }
      : { run: command };
  return {
    id: work.id,
    ...(needs.length === 0 ? {} : { needs }),
    ...what,
    ...(work.acceptance.length === 0 ? {} : { acceptance: work.acceptance.map((run) => ({ run })) }),
  };
};

/** Every task needs all tasks of the group before its own; tasks above the first group come first. */
const needsOf = (all: readonly Work[], group: number): readonly string[] => {
  const before = Math.max(...all.filter((work) => work.group < group).map((work) => work.group), -2);
  return all.filter((work) => work.group === before).map((work) => work.id);
};

const scenariosOf = (change: Change): readonly (Claim & { readonly link: Omit<TraceLink, 'steps' | 'shownBy'> })[] =>
  change.deltas.flatMap(({ capability, delta, file }) =>
    [...delta.added, ...delta.modified].flatMap((block) =>
      block.scenarios.map((scenario) => {
        const { name, line } = scenario;
        const link = { capability, requirement: block.name, scenario: name, file, line };
        return { about: `${capability}, ${block.name}`, scenario, link };
      }),
    ),
  );

/** Compiles an open change; the error says why there is nothing to run. */
export const compileChange = (
  project: Project,
  id: string,
  options: CompileOptions,
): Result<Compiled, CompileProblem> => {
  if (!project.changeIds.includes(id)) return err({ code: 'unknown', message: `There is no open change "${id}".` });
  const change = project.change(id);
  const paths = taskFiles(project, change);
  const all = workOf(readTasks(project, change.folder, paths, false).documents, options.withDone);
  if (all.length === 0) {
    const where = paths.map((path) => `${change.folder}/${path}`).join(', ');
    return err({ code: 'no-tasks', message: `Change "${id}" has no open task in ${where}.` });
  }
  const requirements = change.deltas.flatMap(({ delta }) => [...delta.added, ...delta.modified]);
  const steps = all.map((work) => taskStep(work, needsOf(all, work.group), { change, requirements }, options.tool));
  const claims = scenariosOf(change);
  const shown = showScenarios(claims, {
    after: all.map((work) => work.id),
    question: `Do these scenarios of "${id}" hold?`,
    more: [],
  });
  const links = claims.flatMap(({ link }, at) => {
    const by = shown.by[at];
    return by === undefined ? [] : [{ ...link, steps: [by.step], shownBy: by.shownBy }];
  });
  const why = change.proposal?.value.why?.text ?? '';
  return ok({
    workstream: {
      version: 1,
      id: idOf(id, 'change'),
      title: change.proposal?.value.title ?? id,
      description: why,
      spec: { change: id },
      steps: [...steps, ...shown.steps],
    },
    links,
    tasks: all.map((work) => ({ step: work.id, file: `${change.folder}/${work.path}`, line: work.task.line })),
  });
};
