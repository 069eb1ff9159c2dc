/** Turns a resolved spec YAML document into a workstream: a step for every task. */
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { slugOf } from '../content/names.ts';
import type { Resolved } from '../tools/resolve.ts';
import { literal, type CompileOptions, type CompileProblem } from './compile.ts';

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];
const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const stepId = (id: Json | undefined): string =>
  `task-${text(id)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')}`;

/** Checks that are commands or files; sentences are for the reviewer. */
const checksOf = (task: JsonObject): { readonly checks: readonly JsonObject[]; readonly prose: readonly string[] } => {
  const list = task['acceptance'];
  return { checks: objects(list), prose: texts(list) };
};

const listed = (value: Json | undefined): readonly string[] => (typeof value === 'string' ? [value] : texts(value));

const requirementText = (requirement: JsonObject): string => {
  const scenarios = objects(requirement['scenarios']).map((scenario) => {
    const parts = (['given', 'when', 'then'] as const).flatMap((word) =>
      listed(scenario[word]).map((said) => `${word.toUpperCase()} ${said}`),
    );
    return `- ${text(scenario['name'])}: ${parts.join(', ')}`;
  });
  return [`${text(requirement['id'])}: ${text(requirement['text'])}`, ...scenarios].join('\n');
};

/** Compiles a document with all it inherits; the error says why there is nothing to run. */
export const compileDocument = (
  { document, body }: Resolved,
  options: CompileOptions,
): Result<JsonObject, CompileProblem> => {
  const tasks = objects(body['tasks']);
  if (tasks.length === 0) return err({ code: 'no-tasks', message: `${document.uri} has no tasks.` });
  const requirements = objects(body['requirements']).map(requirementText);
  const prose: string[] = [];
  const steps = tasks.map((task): JsonObject => {
    const { checks, prose: said } = checksOf(task);
    prose.push(...said.map((each) => `- ${text(task['title'])}: ${each}`));
    const files = texts(task['files']);
    const about = [`Task: ${text(task['title'])}`, text(task['description']), ...requirements].filter(
      (part) => part !== '',
    );
    const own = isJsonObject(task['with']) ? task['with'] : {};
    const needs = texts(task['needs']).map(stepId);
    return {
      id: stepId(task['id']),
      ...(needs.length === 0 ? {} : { needs }),
      tool: text(task['tool']) || options.tool,
      // A script needs no telling what it is for.
      with: {
        ...('run' in own ? {} : { prompt: literal(about.join('\n\n')) }),
        ...(files.length === 0 ? {} : { files }),
        ...own,
      },
      ...(checks.length === 0 ? {} : { acceptance: checks }),
    };
  });
  const review: readonly JsonObject[] =
    prose.length === 0
      ? []
      : [
          {
            id: 'review',
            needs: tasks.map((task) => stepId(task['id'])),
            tool: 'manual',
            with: { prompt: literal(`Does all of this hold?\n\n${prose.join('\n')}`) },
          },
        ];
  return ok({
    version: 1,
    id: slugOf(document.uri.replace('spec://', '')).replace(/[^a-z0-9-]/g, '') || 'spec',
    title: document.title,
    description: text(body['description']),
    steps: [...steps, ...review],
  });
};
