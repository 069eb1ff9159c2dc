/** Holds the `outputs` of steps against what JSON Schemas are, and against what their tools give. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { PlacedStep } from '../core/steps-within.ts';
import type { Gives, JsonType } from '../core/tool.ts';
import type { Step } from '../core/workstream.ts';
import type { KnownTools } from './check-calls.ts';
import { checkSchema } from './json-schema.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

type At = (pointer: string) => string;

const problem = (message: string, pointer: string): Problem => ({
  code: 'bad-schema',
  message,
  pointer,
  place: 'value',
});

/** null: of any. */
const typesOf = ({ type }: JsonObject): readonly string[] | null => {
  if (type === undefined) return null;
  const all: readonly Json[] = Array.isArray(type) ? type : [type];
  return all.filter((each) => typeof each === 'string');
};

/** Whether a value of that type can be of one of the types. */
const isAmong = (given: JsonType, types: readonly string[]): boolean =>
  given === 'any' ||
  types.includes(given) ||
  (given === 'integer' && types.includes('number')) ||
  (given === 'number' && types.includes('integer'));

const INSTEAD = 'what it is to count or to list it can write to $WS_OUTPUT, under another name';

/** What the tool gives otherwise than the schema has it, and what is wanted of it that it never gives. */
const unmet = ({ tool, outputs }: Step, { types, isAll }: Gives, at: At): readonly Problem[] => {
  const { properties, required } = outputs ?? {};
  const asked = isJsonObject(properties) ? properties : {};
  const others = Object.entries(types).flatMap(([name, given]): readonly Problem[] => {
    const schema = asked[name];
    const wanted = isJsonObject(schema) ? typesOf(schema) : null;
    if (wanted === null || isAmong(given, wanted)) return [];
    const message = `"${name}" of the tool ${tool} is always of type ${given}, never ${wanted.join(' or ')}`;
    return [problem(isAll ? message : `${message}; ${INSTEAD}`, at(`${pointerTo('/properties', name)}/type`))];
  });
  if (!isAll || !Array.isArray(required)) return others;
  const missing = required.flatMap((name: Json, index): readonly Problem[] => {
    if (typeof name !== 'string' || Object.hasOwn(types, name)) return [];
    const message = `the tool ${tool} gives no "${name}"; it gives ${Object.keys(types).join(', ')}`;
    return [problem(message, at(`/required/${index}`))];
  });
  return [...others, ...missing];
};

const wrongPayloads = ({ emit = [] }: Step, pointer: string): readonly Problem[] =>
  emit.flatMap(({ type, schema }, at): readonly Problem[] => {
    const wrong = schema === null ? null : checkSchema(schema);
    if (wrong === null) return [];
    return [
      problem(
        `"schema" of ${type} is not a JSON Schema: ${wrong.message}`,
        `${pointer}/emit/${at}/schema${wrong.pointer}`,
      ),
    ];
  });

/** Without `tools` what they give is not asked for. */
export const checkOutputs = (placed: readonly PlacedStep[], tools: KnownTools | null): readonly Problem[] =>
  placed.flatMap(({ step, pointer }): readonly Problem[] => {
    const ofEmit = wrongPayloads(step, pointer);
    if (step.outputs === null || ofEmit.length > 0) return ofEmit;
    const at: At = (below) => `${pointer}/outputs${below}`;
    const wrong = checkSchema(step.outputs);
    if (wrong !== null) return [problem(`"outputs" is not a JSON Schema: ${wrong.message}`, at(wrong.pointer))];
    const types = typesOf(step.outputs);
    if (types !== null && !types.includes('object')) {
      const message = `outputs are always an object, by their names: type: object, and what is a list or a text in one of its "properties"`;
      return [problem(message, at('/type'))];
    }
    const isOpen = step.body !== undefined || step.requires !== undefined;
    const gives = isOpen ? null : (tools?.gives(step.tool, step.with) ?? null);
    return gives === null ? [] : unmet(step, gives, at);
  });
