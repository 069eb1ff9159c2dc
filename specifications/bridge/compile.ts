/** Turns a change into a workstream: a step for every open task, checks where there are commands, a review where not. */
import type { JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Requirement } from '../content/requirement.ts';
import { quotedIn, type Task } from '../content/tasks.ts';
import { slugOf } from '../content/names.ts';
import { readTasks, type Change, type Project, type TaskFile } from '../tools/project.ts';
import { acceptanceCommand, isPath, scenarioCommand, taskCommand } from './commands.ts';

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

export type CompileProblem = { readonly code: 'no-tasks' | 'unknown'; readonly message: string };

/** Text in which `${{` stands for itself. */
export const literal = (text: string): string => text.replaceAll('${{', () => "${{ '${{' }}");

type Work = {
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

const stepIds = (tasks: readonly Task[]): readonly string[] => {
  const taken = new Set<string>();
  return tasks.map(({ id }, at) => {
    const wanted = id === null ? `task-${at + 1}` : `task-${id.replaceAll('.', '-').toLowerCase()}`;
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted}-${copy}`;
    taken.add(name);
    return name;
  });
};

const workOf = (document: TaskFile, withDone: boolean): readonly Work[] => {
  const { tasks } = document.list;
  const ids = stepIds(tasks);
  return tasks.flatMap((task, at): readonly Work[] => {
    if (task.isDone && !withDone) return [];
    return [{ task, id: ids[at] ?? '', group: task.group ?? -1, acceptance: acceptanceBelow(document, task) }];
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
  change: Change,
  requirements: readonly Requirement[],
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

type Shown = { readonly steps: readonly JsonObject[]; readonly links: readonly TraceLink[] };

/** Steps that show the scenarios of a change once all tasks are done. */
const showScenarios = (change: Change, after: readonly string[]): Shown => {
  const steps: JsonObject[] = [];
  const links: TraceLink[] = [];
  const prose: string[] = [];
  const taken = new Set<string>();
  for (const { capability, delta, file } of change.deltas) {
    for (const block of [...delta.added, ...delta.modified]) {
      for (const scenario of block.scenarios) {
        const command = scenarioCommand(scenario);
        const link = { capability, requirement: block.name, scenario: scenario.name, file, line: scenario.line };
        if (command === null) {
          const said = scenario.steps.map(({ keyword, text }) => `${keyword} ${text}`).join(', ');
          prose.push(`- ${capability}, ${block.name}, ${scenario.name}: ${said}`);
          links.push({ ...link, steps: ['review'], shownBy: 'review' });
          continue;
        }
        const wanted = `scenario-${slugOf(scenario.name).replace(/[^a-z0-9-]/g, '') || 'x'}`;
        let id = wanted;
        for (let copy = 2; taken.has(id); copy++) id = `${wanted}-${copy}`;
        taken.add(id);
        steps.push({ id, needs: after, run: command });
        links.push({ ...link, steps: [id], shownBy: 'command' });
      }
    }
  }
  if (prose.length > 0) {
    const prompt = literal(`Do these scenarios of "${change.id}" hold?\n\n${prose.join('\n')}`);
    steps.push({ id: 'review', needs: [...after, ...taken], tool: 'manual', with: { prompt } });
  }
  return { steps, links };
};

/** Compiles an open change; the error says why there is nothing to run. */
export const compileChange = (
  project: Project,
  id: string,
  options: CompileOptions,
): Result<Compiled, CompileProblem> => {
  if (!project.changeIds.includes(id)) return err({ code: 'unknown', message: `There is no open change "${id}".` });
  const change = project.change(id);
  const document = readTasks(project, change.folder, ['tasks.md'], false).documents[0];
  const all = document === undefined ? [] : workOf(document, options.withDone);
  if (document === undefined || all.length === 0) {
    return err({ code: 'no-tasks', message: `Change "${id}" has no open task in ${change.folder}/tasks.md.` });
  }
  const requirements = change.deltas.flatMap(({ delta }) => [...delta.added, ...delta.modified]);
  const steps = all.map((work) => taskStep(work, needsOf(all, work.group), change, requirements, options.tool));
  const shown = showScenarios(
    change,
    all.map((work) => work.id),
  );
  const why = change.proposal?.value.why?.text ?? '';
  return ok({
    workstream: {
      version: 1,
      id: slugOf(id).replace(/[^a-z0-9-]/g, '') || 'change',
      title: change.proposal?.value.title ?? id,
      description: why,
      spec: { change: id },
      steps: [...steps, ...shown.steps],
    },
    links: shown.links,
    tasks: all.map((work) => ({ step: work.id, file: `${change.folder}/tasks.md`, line: work.task.line })),
  });
};
