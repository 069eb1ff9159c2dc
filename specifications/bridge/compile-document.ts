/** Turns a resolved spec YAML document into a workstream: a step for every task. */
import type { ScenarioStep } from '../content/scenario-steps.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { findTaskProblem, tasksIn } from '../content/document-tasks.ts';
import type { Resolved } from '../tools/project/resolve.ts';
import type { CompileOptions, CompileProblem } from './compile.ts';
import { idOf, uniqueIds } from './ids.ts';
import { inLanes } from './in-lanes.ts';
import { literal } from './literal.ts';
import { showScenarios, type Claim } from './show-scenarios.ts';

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];
const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The step of each task, by the id of the task. */
const stepsByTask = (tasks: readonly JsonObject[]): ReadonlyMap<string, string> => {
  const unique = uniqueIds();
  return new Map(
    tasks.map((task) => {
      const id = text(task['id']);
      return [id, unique(`task-${id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`)] as const;
    }),
  );
};

/** Checks that are commands or files; sentences are for the reviewer. */
const checksOf = (task: JsonObject): { readonly checks: readonly JsonObject[]; readonly prose: readonly string[] } => {
  const list = task['acceptance'];
  return { checks: objects(list), prose: texts(list) };
};

const listed = (value: Json | undefined): readonly string[] => (typeof value === 'string' ? [value] : texts(value));

const keywordOf = { given: 'GIVEN', when: 'WHEN', then: 'THEN' } as const;

const claimsOf = (requirement: JsonObject): readonly Claim[] =>
  objects(requirement['scenarios']).map((scenario) => {
    const steps = (['given', 'when', 'then'] as const).flatMap((word) =>
      listed(scenario[word]).map((said): ScenarioStep => ({ keyword: keywordOf[word], text: said, line: 0 })),
    );
    return {
      about: text(requirement['id']),
      scenario: { name: text(scenario['name']), steps, isPlain: true },
      body: '',
    };
  });

const requirementText = (requirement: JsonObject): string => {
  const scenarios = claimsOf(requirement).map(
    ({ scenario: { name, steps } }) =>
      `- ${name}: ${steps.map(({ keyword, text: said }) => `${keyword} ${said}`).join(', ')}`,
  );
  return [`${text(requirement['id'])}: ${text(requirement['text'])}`, ...scenarios].join('\n');
};

/** The tool that a task names, or what it asks of one. */
const whoDoes = (task: JsonObject, tool: string): JsonObject => {
  const requires = task['requires'];
  if (typeof task['tool'] === 'string' || requires === undefined) return { tool: text(task['tool']) || tool };
  return { requires };
};

/** Compiles a document with all it inherits; the error says why there is nothing to run. */
export const compileDocument = (
  { document, body }: Resolved,
  options: CompileOptions,
): Result<JsonObject, CompileProblem> => {
  const tasks = tasksIn(body);
  if (tasks.length === 0) return err({ code: 'no-tasks', message: `${document.uri} has no tasks.` });
  const wrong = findTaskProblem(tasks);
  if (wrong !== null) return err({ code: 'bad-tasks', message: `${document.file}: ${wrong.message}` });
  const ids = stepsByTask(tasks);
  const stepOf = (id: string): string => ids.get(id) ?? id;
  const requirements = objects(body['requirements']).map(requirementText);
  const prose: string[] = [];
  const waits = new Map<string, readonly string[]>();
  const steps = tasks.map((task): readonly [string, JsonObject] => {
    const { checks, prose: said } = checksOf(task);
    prose.push(...said.map((each) => `- ${text(task['title'])}: ${each}`));
    const files = texts(task['files']);
    const about = [`Task: ${text(task['title'])}`, text(task['description']), ...requirements].filter(
      (part) => part !== '',
    );
    const own = isJsonObject(task['with']) ? task['with'] : {};
    const needs = [...new Set(texts(task['needs']))].map(stepOf);
    const step = stepOf(text(task['id']));
    waits.set(step, needs);
    const written = {
      id: step,
      ...(needs.length === 0 ? {} : { needs }),
      ...whoDoes(task, options.tool),
      // A script needs no telling what it is for.
      with: {
        ...('run' in own ? {} : { prompt: literal(about.join('\n\n')) }),
        ...(files.length === 0 ? {} : { files }),
        ...own,
      },
      ...(checks.length === 0 ? {} : { acceptance: checks }),
    };
    return [step, written];
  });
  const shown = showScenarios(objects(body['requirements']).flatMap(claimsOf), {
    after: [...ids.values()],
    question: 'Does all of this hold?',
    more: prose,
  });
  return ok({
    version: 1,
    id: idOf(document.uri.replace('spec://', ''), 'spec'),
    title: document.title,
    description: text(body['description']),
    steps: [...inLanes(new Map(steps), waits), ...shown.steps],
  });
};
