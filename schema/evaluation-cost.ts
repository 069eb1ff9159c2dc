/**
 * Counts what it takes to hold a value against a JSON Schema, so that it can be given up: a schema that refers to itself from
 * several alternatives tries each of them at each level of a value, which doubles the work with every level.
 *
 * E1: a schema counts before anything but the type of the value is looked at; the schemas directly in it count with it, as often
 *     as there are members to hold against them. So what is not counted is never more than a few times what is.
 */
import type { FuncKeywordDefinition } from 'ajv';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { isJsonList } from './json-list.ts';

/** What each schema is given; a keyword of that name that it had before was ours to take. */
const KEYWORD = 'x-ws-cost';
/** Held against each member of a value. */
const LOOPS = ['items', 'additionalItems', 'contains', 'additionalProperties', 'propertyNames'];
/** Keywords whose value holds schemas by name, and those whose value is data. */
const NAMED = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependencies']);
const PLAIN = new Set(['enum', 'const', 'default', 'examples', 'required', 'type']);
/** Comparing so many characters takes as long as looking into a schema. */
const CHARACTERS_A_STEP = 16;

/** Steps for a value as such, and for each of its members. */
type Cost = { readonly once: number; readonly each: number };

const partsOf = (schema: JsonObject): readonly Json[] =>
  Object.entries(schema).flatMap(([key, part]) => {
    if (PLAIN.has(key)) return [];
    if (isJsonList(part)) return part;
    return NAMED.has(key) && isJsonObject(part) ? Object.values(part) : [part];
  });

const lengthOf = (part: Json | undefined): number => (isJsonList(part) ? part.length : 0);
const charactersOf = (part: Json | undefined): number => (part === undefined ? 0 : JSON.stringify(part).length);

const costOf = (schema: JsonObject, parts: number): Cost => {
  const { enum: listed, const: only, required, patternProperties: named } = schema;
  const compared = (charactersOf(listed) + charactersOf(only)) / CHARACTERS_A_STEP;
  const loops = LOOPS.filter((key) => schema[key] !== undefined).length;
  return {
    once: 1 + parts + lengthOf(required) + Math.ceil(compared),
    each: loops + (isJsonObject(named) ? Object.keys(named).length : 0),
  };
};

function* schemasIn(schema: JsonObject): Generator<{ readonly part: JsonObject; readonly below: number }> {
  const open: JsonObject[] = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const parts = partsOf(part).filter(isJsonObject);
    for (const each of parts) open.push(each);
    yield { part, below: parts.length };
  }
}

/** Gives how many schemas a schema is made of, itself among them. */
export const countSchemas = (schema: JsonObject): number => [...schemasIn(schema)].length;

/** Writes into each schema of a schema, which is the caller's own to write to, what it costs. */
export const priceSchemas = (schema: JsonObject): void => {
  for (const { part, below } of [...schemasIn(schema)]) Object.assign(part, { [KEYWORD]: costOf(part, below) });
};

const membersOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
};

/** The keyword that counts: `spend` is told how many steps are about to be taken, and throws where they are too many. */
export const costKeyword = (spend: (steps: number) => void): FuncKeywordDefinition => ({
  keyword: KEYWORD,
  before: '$ref', // E1
  schemaType: 'object',
  errors: false,
  validate: ({ once, each }: Cost, value: unknown) => {
    spend(each === 0 ? once : once + each * membersOf(value));
    return true;
  },
});
