/** Turns a change into a workstream: a step for every open task, checks where there are commands, a review where not. */
import type { JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { joinLines } from '../content/lines.ts';
import type { Requirement } from '../content/requirement.ts';
import { outlineTasks, type OutlinedTask, type PassedOver } from '../content/task-outline.ts';
import { quotedIn, type Task } from '../content/tasks.ts';
import { taskFiles } from '../tools/project/change-workflow.ts';
import { readTasks, type Change, type Project, type TaskFile } from '../tools/project/project.ts';
import { acceptanceCommand, isPath, splitChecks, taskCommand } from './commands.ts';
import { beginsConditional, hasPersonsCondition, isConditional, isForPerson } from './for-person.ts';
import { idOf, uniqueIds } from './ids.ts';
import { inLanes } from './in-lanes.ts';
import { literal } from './literal.ts';
import { showScenarios, type Claim } from './show-scenarios.ts';
import { isOrderLine, orderTasks, saidToConflict, saidToWaitFor, saysParallel, type Order } from './task-order.ts';

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
  /** Lines that count as tasks, and are none to a reader of the page. */
  readonly passedOver: readonly PassedOverLine[];
};

/** A line with a checkbox of which no step was made, and why. */
export type PassedOverLine = PassedOver & { readonly file: string };

export type CompileProblem = { readonly code: 'no-tasks' | 'unknown' | 'bad-tasks'; readonly message: string };

type Work = {
  /** Path of the task list, relative to the change. */
  readonly path: string;
  readonly said: OutlinedTask;
  /** `Verify:` commands below it, and what else is said there. */
  readonly checks: readonly string[];
  readonly details: string;
  readonly id: string;
  /** Whether a step is made of it: it is open, and nobody cancelled it. */
  readonly isWork: boolean;
  readonly parent: Work | null;
};

const stepIds = (tasks: readonly Task[], unique: (id: string) => string): readonly string[] =>
  tasks.map(({ id }, at) => unique(id === null ? `task-${at + 1}` : `task-${id.replaceAll('.', '-').toLowerCase()}`));

const belongsBelow = (paragraph: string): boolean => acceptanceCommand(paragraph) !== null || isOrderLine(paragraph);

type Found = { readonly all: readonly Work[]; readonly passedOver: readonly PassedOverLine[] };

/** The tasks of all lists, one list after the other, each as a reader of its page sees it. */
const tasksOf = (documents: readonly TaskFile[], folder: string, withDone: boolean): Found => {
  const unique = uniqueIds();
  const all: Work[] = [];
  const passedOver: PassedOverLine[] = [];
  for (const { path, list, text } of documents) {
    const ids = stepIds(list.tasks, unique);
    const outline = outlineTasks(text, belongsBelow);
    passedOver.push(...outline.passedOver.map((each) => ({ ...each, file: `${folder}/${path}` })));
    const first = all.length;
    for (const said of outline.tasks) {
      const { commands: checks, rest: details } = splitChecks(said.details);
      const isWork = !said.isCancelled && (withDone || !said.task.isDone);
      const parent = said.parent === null ? null : (all[first + said.parent] ?? null);
      all.push({ path, said, checks, details, id: ids[said.place] ?? '', isWork, parent });
    }
  }
  return { all, passedOver };
};

const orderOf = (all: readonly Work[]): Order =>
  orderTasks(
    all.map(({ path, said, details, id, isWork, parent }, place) => ({
      step: isWork ? id : null,
      number: said.task.id,
      place,
      parent: parent === null ? null : all.indexOf(parent),
      section: `${path}\n${said.headings.join('\n')}`,
      list: path,
      isParallel: saysParallel(said.text) || saysParallel(said.headings.at(-1) ?? ''),
      waitsFor: saidToWaitFor(said.text, details),
      conflictsWith: saidToConflict(details),
    })),
  );

/** Prose above a task, the outermost first, and the tasks it is a part of. */
const proseAbove = ({ said, parent }: Work): readonly string[] =>
  parent === null ? said.context : [...proseAbove(parent), parent.said.text, parent.details];

const above = (work: Work): readonly string[] => [...work.said.headings, ...proseAbove(work)];

const promptOf = (change: Change, work: Work, requirements: readonly Requirement[]): string => {
  const why = change.proposal?.value.why?.text ?? '';
  const { said, details } = work;
  const around = above(work).filter((each) => each !== '');
  const parts = [
    `Change: ${change.id}`,
    ...(why === '' ? [] : [`Why:\n${why}`]),
    ...(around.length === 0
      ? []
      : [`Under:\n${around.map((each) => `- ${each.replaceAll('\n', '\n  ')}`).join('\n')}`]),
    `Task: ${said.text}${details === '' ? '' : `\n\n${details}`}`,
    ...(requirements.length === 0
      ? []
      : [`Requirements of the change:\n\n${requirements.map((each) => each.raw).join('\n\n')}`]),
  ];
  return literal(parts.join('\n\n'));
};

/** The command of a task that says nothing else; null where it, or what it stands under, does. */
const commandOf = (work: Work): string | null => {
  const rest = work.details.split('\n').filter((line) => line.trim() !== '' && !isOrderLine(line));
  const isFree = !work.said.headings.some(beginsConditional) && !proseAbove(work).some(isConditional);
  return rest.length === 0 && isFree ? taskCommand(work.said.text) : null;
};

const isManual = (work: Work): boolean =>
  isForPerson([work.said.text, work.details].join('\n')) || above(work).some(hasPersonsCondition);

type Setting = { readonly change: Change; readonly requirements: readonly Requirement[]; readonly tool: string };

const taskStep = (work: Work, { needs, after }: Order, { change, requirements, tool }: Setting): JsonObject => {
  const waits = [
    ...(needs.get(work.id) ?? []),
    ...(after.get(work.id) ?? []).map((step) => ({ step, when: 'finished' })),
  ];
  const command = commandOf(work);
  const files = quotedIn(`${work.said.text}\n${work.details}`).filter(isPath);
  const what: JsonObject =
    command === null
      ? {
          tool: isManual(work) ? 'manual' : tool,
          with: { prompt: promptOf(change, work, requirements), ...(files.length === 0 ? {} : { files }) },
        }
      : { run: command };
  return {
    id: work.id,
    ...(waits.length === 0 ? {} : { needs: waits }),
    ...what,
    ...(work.checks.length === 0 ? {} : { acceptance: work.checks.map((run) => ({ run })) }),
  };
};

const scenariosOf = (change: Change): readonly (Claim & { readonly link: Omit<TraceLink, 'steps' | 'shownBy'> })[] =>
  change.deltas.flatMap(({ capability, delta, file }) =>
    [...delta.added, ...delta.modified].flatMap((block) =>
      block.scenarios.map((scenario) => {
        const { name, line } = scenario;
        const link = { capability, requirement: block.name, scenario: name, file, line };
        const body = joinLines(delta.source, line, scenario.lastLine).trim();
        return { about: `${capability}, ${block.name}`, scenario, body, link };
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
  const { all: found, passedOver } = tasksOf(
    readTasks(project, change.folder, paths, false).documents,
    change.folder,
    options.withDone,
  );
  const all = found.filter(({ isWork }) => isWork);
  if (all.length === 0) {
    const where = paths.map((path) => `${change.folder}/${path}`).join(', ');
    return err({ code: 'no-tasks', message: `Change "${id}" has no open task in ${where}.` });
  }
  const order = orderOf(found);
  const { ring } = order;
  if (ring !== null) {
    const place = found.find((work) => work.id === ring[0]);
    const at = `${change.folder}/${place?.path ?? ''}:${place?.said.task.line ?? 1}`;
    return err({ code: 'bad-tasks', message: `${at}: Tasks wait for each other in a ring: ${ring.join(' → ')}.` });
  }
  const requirements = change.deltas.flatMap(({ delta }) => [...delta.added, ...delta.modified]);
  const setting: Setting = { change, requirements, tool: options.tool };
  const waits = new Map(
    all.map(({ id: step }) => [step, [order.needs, order.after].flatMap((each) => each.get(step) ?? [])]),
  );
  const steps = inLanes(new Map(all.map((work) => [work.id, taskStep(work, order, setting)])), waits);
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
    tasks: all.map((work) => ({ step: work.id, file: `${change.folder}/${work.path}`, line: work.said.task.line })),
    passedOver,
  });
};
