/** Checks values against JSON Schemas that are known only at run time: outputs of steps, arguments of tools. */
import { Ajv, type CodeOptions, type ErrorObject, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../core/json.ts';
import type { CheckJson } from '../core/system.ts';
import { costKeyword, countSchemas, priceSchemas } from './evaluation-cost.ts';
import { linearPattern } from './linear-pattern.ts';
import { keysOf } from './pointer.ts';
import { findWrongPattern } from './schema-patterns.ts';
import { findReferenceLoop } from './reference-loop.ts';
import { uniqueItems } from './unique-items.ts';
import { messageOf } from '../core/thrown.ts';
import { remembered, rememberedWith } from '../core/remembered.ts';

/** What is wrong with a value, and where in it. */
export type Wrong = { readonly pointer: string; readonly message: string };

type Compiled = { readonly validate: ValidateFunction; readonly budget: Budget } | { readonly wrong: Wrong };

const MOST_SCHEMAS = 1_000;

/**
 * What the patterns of a schema may cost on one value, in instructions: some 50 ms. Linear is not quick enough where
 * both the pattern and the text are large.
 */
const MOST_STEPS = 5_000_000;
/** From here on a step of the engine costs several times as much. */
const LARGE_PATTERN = 100;
const LARGE_FACTOR = 5;

/** What a step of looking into a schema costs, in such instructions. */
const SCHEMA_STEP = 10;
/** Compiling one takes up to a fifth of a millisecond, in which nothing else is done. */
const MOST_IN_ONE = 1_000;
/** A schema that is named is written out where it is used up to this size: of larger ones there would be a copy for each use. */
const MOST_INLINE = 16;

/** How many instructions are left to the value that is being checked. */
type Budget = { left: number };

const engineWithin = (budget: Budget): NonNullable<CodeOptions['regExp']> =>
  Object.assign(
    (pattern: string) => {
      const linear = linearPattern(pattern);
      const cost = linear.size > LARGE_PATTERN ? linear.size * LARGE_FACTOR : linear.size;
      return {
        // The compiler takes two that read alike for one.
        toString: () => pattern,
        test: (text: string) => {
          budget.left -= cost * text.length;
          if (budget.left < 0) throw new Error(`a text is too long to be held against ${JSON.stringify(pattern)}`);
          return linear.test(text);
        },
      };
    },
    { code: 'linearPattern' },
  );

type Compiler = { readonly ajv: Ajv; readonly budget: Budget };

const createCompiler = (): Compiler => {
  const budget: Budget = { left: MOST_STEPS };
  // To make the code that is compiled shorter takes four times as long as to compile it, and it is run a few times only.
  const code = { regExp: engineWithin(budget), optimize: false };
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false, inlineRefs: MOST_INLINE, code });
  const spend = (steps: number): void => {
    budget.left -= steps * SCHEMA_STEP;
    if (budget.left < 0) throw new Error('it asks for more comparisons than there is time for');
  };
  ajv.addKeyword(costKeyword(spend));
  // A character that is written out and compared costs about what an instruction does.
  ajv.removeKeyword('uniqueItems').addKeyword(uniqueItems((characters) => spend(characters / SCHEMA_STEP)));
  return { ajv, budget };
};
const shared = createCompiler();

/** Gives the first thing that is wrong with a value under a schema; an invalid schema is wrong at ''. */
export const checkJson: CheckJson = (schema, value) => {
  const compiled = compile(schema);
  if ('wrong' in compiled) return { pointer: '', message: `the schema is not valid: ${compiled.wrong.message}` };
  compiled.budget.left = MOST_STEPS;
  try {
    return compiled.validate(value) ? null : wrongOf(compiled.validate.errors?.[0]);
  } catch (error) {
    // A schema that refers to itself without end, or a pattern or the alternatives of a schema that would take too long.
    return { pointer: '', message: `the schema cannot be used: ${messageOf(error)}` };
  }
};

/** Gives the first thing that is wrong with a schema itself, and where in it; null where it can be used. */
export const checkSchema = (schema: JsonObject): Wrong | null => {
  const compiled = compile(schema);
  return 'wrong' in compiled ? compiled.wrong : null;
};

const compileText = (text: string): Compiled => {
  // The cast cannot lie: it is the text of an object.
  const schema = JSON.parse(text) as JsonObject;
  const dialect = schema['$schema'];
  if (dialect !== undefined && !(typeof dialect === 'string' && /draft-0[67]\/schema#?$/.test(dialect))) {
    return { wrong: { pointer: '/$schema', message: 'only JSON Schema draft-07 is supported' } };
  }
  // Its validator would give a promise, which is true whatever the value.
  if (schema['$async'] !== undefined) return { wrong: { pointer: '/$async', message: '$async is not supported' } };
  const loop = findReferenceLoop(schema);
  if (loop !== null) return { wrong: { pointer: '', message: `the reference ${loop} leads back to itself` } };
  const count = countSchemas(schema);
  if (count > MOST_IN_ONE) {
    const message = `it is made of ${count} schemas; ${MOST_IN_ONE} are the most there may be`;
    return { wrong: { pointer: '', message } };
  }
  // Two schemas may have the same $id, and one may have that of a schema which the compiler itself needs.
  const { ajv, budget } = text.includes('"$id"') ? createCompiler() : shared;
  budget.left = Number.POSITIVE_INFINITY;
  try {
    if (ajv.validateSchema(schema) !== true) return { wrong: wrongOf(ajv.errors?.[0]) };
    const wrongPattern = findWrongPattern(schema);
    if (wrongPattern !== null) return { wrong: wrongPattern };
    priceSchemas(schema);
    return { validate: ajv.compile(schema), budget };
  } catch (error) {
    // A reference that leads nowhere, or a pattern where nobody looks for one.
    return { wrong: { pointer: '', message: messageOf(error) } };
  } finally {
    // It would keep every schema it ever saw.
    if (ajv === shared.ajv) ajv.removeSchema(schema);
  }
};

const compileOnce = remembered(MOST_SCHEMAS, compileText);

// By object because that is fast; by text because a thousand steps may have the same schema, and compiling is slow.
const compile = rememberedWith((schema: JsonObject) => compileOnce(JSON.stringify(schema)));

const wrongOf = (error: ErrorObject | undefined): Wrong => {
  if (error === undefined) return { pointer: '', message: 'it is not valid' };
  const { instancePath: pointer, message = 'is not valid' } = error;
  // ErrorObject says `any` of the parameters of keywords.
  const params: { readonly [name: string]: unknown } = error.params;
  const detail = params['allowedValues'] ?? params['additionalProperty'];
  const what = detail === undefined ? message : `${message}: ${JSON.stringify(detail)}`;
  return { pointer, message: `${pointer === '' ? 'it' : JSON.stringify(keysOf(pointer).at(-1))} ${what}` };
};
