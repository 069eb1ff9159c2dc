/** The workstream of a task that goes through a shipped workflow: it is implemented, reviewed, refined. */
import { readFile } from 'node:fs/promises';
import { SHIPPED, shippedWorkstream } from '../../adapters/machine/shipped.ts';
import { isAgent } from '../../adapters/tools/descriptions.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { hasHole } from '../../core/planning/expressions/template.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import { err, invariant, ok, type Result } from '../../core/result.ts';
import { literal } from '../../specifications/bridge/literal.ts';
import { isJsonList } from '../../schema/json-list.ts';
import { readDocument } from '../../schema/read-document.ts';
import { titleOf, type Task } from './do-task.ts';
import type { PickedAgent } from './pick-agent.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';
import type { HouseTools } from './tools/house-tools.ts';

/** Shipped workstreams that take a task. */
export const WORKFLOWS: readonly string[] = ['quick', 'thorough', 'review-only', 'document', 'implement-review-refine'];

/** Who may do it. `agent`: the one that was named for every part; null: for each part the one that fits best. */
export type Crew = { readonly agent: PickedAgent | null; readonly secrets: readonly string[] };

/** The variables with keys of all coding CLIs, as far as they are set. */
export const keysOfAgents = (
  { profiles }: Pick<HouseTools, 'profiles'>,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  const agents = [...profiles.values()].filter(({ enabled, adapter }) => enabled && isAgent(adapter));
  const names = agents.flatMap(({ keys, secrets }) => [...keys, ...secrets]);
  return [...new Set(names)].filter((name) => (env[name] ?? '') !== '');
};

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const member = value[key];
  return isJsonObject(member) ? member : {};
};

const shippedDocument = async (name: string): Promise<JsonObject> => {
  const file = shippedWorkstream(name);
  invariant(file !== null, `the workflow ${name} is shipped`);
  const { document } = await readDocument(await readFile(file, 'utf8'), file);
  invariant(document !== null && isJsonObject(document.value), `the workflow ${name} can be read`);
  return document.value;
};

/** With values in place of the defaults of inputs, so that nobody must give them. */
const withDefaults = (document: JsonObject, values: JsonObject): JsonObject => {
  const inputs = objectAt(document, 'inputs');
  const given = Object.entries(values).map(([name, value]) => {
    const { required: _, ...rest } = objectAt(inputs, name);
    return [name, { ...rest, default: value }] as const;
  });
  return { ...document, inputs: { ...inputs, ...Object.fromEntries(given) } };
};

/** What a workflow comes down to that is but another one with values of its own. */
const unfolded = async (name: string): Promise<JsonObject> => {
  const document = await shippedDocument(name);
  const steps = document['steps'];
  const [only, second] = isJsonList(steps) ? steps : [];
  const uses = isJsonObject(only) && second === undefined ? only['uses'] : undefined;
  if (!isJsonObject(only) || typeof uses !== 'string' || !uses.startsWith(SHIPPED)) return document;
  const own = Object.entries(objectAt(only, 'with')).filter(
    ([, value]) => !(typeof value === 'string' && hasHole(value)),
  );
  const used = withDefaults(await unfolded(uses.slice(SHIPPED.length)), Object.fromEntries(own));
  return { ...used, ...(only['files'] === undefined ? {} : { files: only['files'] }) };
};

const crewed = (step: Json, task: Task, crew: Crew): Json => {
  if (!isJsonObject(step)) return step;
  const inner = isJsonList(step['steps']) ? { steps: step['steps'].map((each) => crewed(each, task, crew)) } : {};
  if (step['requires'] === undefined) return { ...step, ...inner };
  const { requires, ...rest } = step;
  const { agent, secrets } = crew;
  const model = agent === null || task.model === null ? {} : { model: literal(task.model) };
  return {
    ...rest,
    ...(agent === null ? { requires } : { tool: agent.tool }),
    ...(secrets.length === 0 ? {} : { secrets }),
    with: { ...objectAt(step, 'with'), ...model },
  };
};

const refusalOf = (name: string, { isRead, model, text }: Task, { agent }: Crew): Refusal | null => {
  if (text === '') return invalid('the task is empty', 'Say what is to be done: ws do "make the tests pass"');
  if (!WORKFLOWS.includes(name))
    return invalid(
      `there is no workflow "${name}".${didYouMean(name, WORKFLOWS)}`,
      `There are: ${WORKFLOWS.join(', ')}`,
    );
  if (isRead) return invalid('a question goes through no workflow', 'Leave --workflow away, or --read.');
  return model !== null && agent === null ? invalid('a model is one of a tool', 'Name the tool: --tool claude') : null;
};

/** The workstream, with the task as what stands for its input where nobody gives another. */
export const workflowWorkstream = async (
  name: string,
  task: Task,
  crew: Crew,
): Promise<Result<JsonObject, Refusal>> => {
  const refused = refusalOf(name, task, crew);
  if (refused !== null) return err(refused);
  const { files, accept, budget } = task;
  const check = accept.map((command) => (accept.length > 1 ? `(${command})` : command)).join(' && ');
  const { $schema: _, ...document } = withDefaults(await unfolded(name), {
    task: task.text,
    ...(check === '' ? {} : { check }),
  });
  const { costUsd, tokens } = budget;
  const spends = { ...(costUsd === null ? {} : { costUsd }), ...(tokens === null ? {} : { tokens }) };
  const steps = document['steps'];
  return ok({
    ...document,
    ...{ id: 'do', title: titleOf(task.text), budget: { ...objectAt(document, 'budget'), ...spends } },
    ...(files.length === 0 ? {} : { files }),
    steps: isJsonList(steps) ? steps.map((step) => crewed(step, task, crew)) : [],
  });
};
