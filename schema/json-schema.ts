/** Checks values against JSON Schemas that are known only at run time: outputs of steps, arguments of tools. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../core/json.ts';
import type { CheckJson } from '../core/system.ts';
import { keysOf } from './pointer.ts';

/** What is wrong with a value, and where in it. */
export type Wrong = { readonly pointer: string; readonly message: string };

type Compiled = { readonly validate: ValidateFunction } | { readonly wrong: Wrong };

const compiledSchemas = new WeakMap<JsonObject, Compiled>();

// One compiler for each schema: two schemas may have the same $id, and a compiler keeps everything it ever compiled.
const createAjv = (): Ajv => new Ajv({ strict: false, validateFormats: false, logger: false, addUsedSchema: false });

/** Gives the first thing that is wrong with a value under a schema; an invalid schema is wrong at ''. */
export const checkJson: CheckJson = (schema, value) => {
  const compiled = compile(schema);
  if ('wrong' in compiled) return { pointer: '', message: `the schema is not valid: ${compiled.wrong.message}` };
  if (compiled.validate(value)) return null;
  return wrongOf(compiled.validate.errors?.[0]);
};

/** Gives the first thing that is wrong with a schema itself, and where in it. */
export const whatIsWrongWithSchema = (schema: JsonObject): Wrong | null => {
  const compiled = compile(schema);
  return 'wrong' in compiled ? compiled.wrong : null;
};

const compile = (schema: JsonObject): Compiled => {
  const known = compiledSchemas.get(schema);
  if (known !== undefined) return known;
  const compiled = compileNew(schema);
  compiledSchemas.set(schema, compiled);
  return compiled;
};

const compileNew = (schema: JsonObject): Compiled => {
  const ajv = createAjv();
  try {
    if (ajv.validateSchema(schema) !== true) return { wrong: wrongOf(ajv.errors?.[0]) };
    return { validate: ajv.compile(schema) };
  } catch (error) {
    // A reference that leads nowhere, a pattern that is none, a dialect it does not know.
    return { wrong: { pointer: '', message: error instanceof Error ? error.message : String(error) } };
  }
};

const wrongOf = (error: ErrorObject | undefined): Wrong => {
  if (error === undefined) return { pointer: '', message: 'it is not valid' };
  const last = keysOf(error.instancePath).at(-1);
  // ErrorObject says `any` of the parameters of keywords.
  const params: { readonly [name: string]: unknown } = error.params;
  const { allowedValues, additionalProperty } = params;
  const detail = Array.isArray(allowedValues)
    ? `: ${JSON.stringify(allowedValues)}`
    : typeof additionalProperty === 'string'
      ? `: ${JSON.stringify(additionalProperty)}`
      : '';
  const what = `${error.message ?? 'is not valid'}${detail}`;
  return {
    pointer: error.instancePath,
    message: last === undefined ? `it ${what}` : `${JSON.stringify(last)} ${what}`,
  };
};
