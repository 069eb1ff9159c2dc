/** One task by several coding CLIs: the steps of `ws:best-of` for as many as there are. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { invariant } from '../../../core/result.ts';

/** A coding CLI, and the variables that it is to see. */
export type Contender = { readonly tool: string; readonly secrets: readonly string[] };

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** What a written step is called; null where it is no step. */
export const idOf = (step: Json): string | null =>
  isJsonObject(step) && typeof step['id'] === 'string' ? step['id'] : null;

const hasBody = (step: JsonObject): boolean => step['steps'] !== undefined;

const asContender = (pattern: JsonObject, { tool, secrets }: Contender, over: JsonObject): JsonObject => ({
  ...pattern,
  id: tool,
  steps: objects(pattern['steps']).map((step) =>
    step['tool'] === undefined ? step : { ...step, ...over, tool, ...(secrets.length === 0 ? {} : { secrets }) },
  ),
});

/** A line for each contender, where the pattern has one for each of those that it names. */
const linesFor = (text: string, named: readonly string[], tools: readonly string[]): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const of = named.find((name) => line.startsWith(`${name} `));
      if (of === undefined) return [line];
      return of === named[0] ? tools.map((tool) => line.replaceAll(of, () => tool)) : [];
    })
    .join('\n');

const judging = (step: JsonObject, named: readonly string[], tools: readonly string[]): JsonObject => {
  const { env, needs, with: values } = step;
  const tried = isJsonObject(env) ? env['TRIED'] : undefined;
  const isOfAll = Array.isArray(needs) && needs.some((need) => typeof need === 'string' && named.includes(need));
  return {
    ...step,
    ...(isOfAll ? { needs: tools } : {}),
    ...(isJsonObject(env) && typeof tried === 'string'
      ? { env: { ...env, TRIED: linesFor(tried, named, tools) } }
      : {}),
    ...(isJsonObject(values) && values['options'] !== undefined ? { with: { ...values, options: tools } } : {}),
  };
};

/** `steps`: those of the shipped file. `work`: what else is said of the step that does the task. */
export const bestOfSteps = (
  steps: Json | undefined,
  contenders: readonly Contender[],
  work: JsonObject = {},
): readonly JsonObject[] => {
  const all = objects(steps);
  const named = all.filter(hasBody).flatMap((step) => idOf(step) ?? []);
  const [pattern] = all.filter(hasBody);
  invariant(pattern !== undefined, 'the shipped workstream has a step that somebody does');
  const tools = contenders.map(({ tool }) => tool);
  return [
    ...contenders.map((each) => asContender(pattern, each, work)),
    ...all.filter((step) => !hasBody(step)).map((step) => judging(step, named, tools)),
  ];
};
