/** Finds the patterns of a JSON Schema, and the first that cannot be used. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { messageOf } from '../core/thrown.ts';
import { isJsonList } from './json-list.ts';
import { linearPattern } from './linear-pattern.ts';
import { pointerTo } from './pointer.ts';

/** Keywords whose value is a schema, or a list of them. */
const SCHEMAS = [
  ...['items', 'additionalItems', 'contains', 'additionalProperties', 'propertyNames'],
  ...['not', 'if', 'then', 'else', 'allOf', 'anyOf', 'oneOf'],
];
/** Keywords whose value holds schemas by name: what else stands in a schema is data, whatever it is called. */
const NAMED_SCHEMAS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependencies'];

type Spot = { readonly part: Json | undefined; readonly pointer: string };

const below = (schema: JsonObject, pointer: string): readonly Spot[] => {
  const spots: Spot[] = SCHEMAS.map((key) => ({ part: schema[key], pointer: pointerTo(pointer, key) }));
  for (const key of NAMED_SCHEMAS) {
    const named = schema[key];
    if (!isJsonObject(named)) continue;
    const at = pointerTo(pointer, key);
    for (const [name, part] of Object.entries(named)) spots.push({ part, pointer: pointerTo(at, name) });
  }
  return spots;
};

const patternsIn = (
  { pattern, patternProperties: named }: JsonObject,
  pointer: string,
): readonly (readonly [string, string])[] => {
  const found: (readonly [string, string])[] = [];
  if (typeof pattern === 'string') found.push([pattern, `${pointer}/pattern`]);
  if (!isJsonObject(named)) return found;
  const at = `${pointer}/patternProperties`;
  return found.concat(Object.keys(named).map((key) => [key, pointerTo(at, key)] as const));
};

/** Gives what is wrong with the first pattern that is none or cannot be matched in linear time; null where all can. */
export const findWrongPattern = (schema: JsonObject): { readonly pointer: string; readonly message: string } | null => {
  const open: Spot[] = [{ part: schema, pointer: '' }];
  for (let spot = open.pop(); spot !== undefined; spot = open.pop()) {
    const { part, pointer } = spot;
    if (isJsonList(part)) open.push(...part.map((each, index) => ({ part: each, pointer: pointerTo(pointer, index) })));
    if (!isJsonObject(part)) continue;
    for (const [pattern, at] of patternsIn(part, pointer)) {
      try {
        linearPattern(pattern);
      } catch (error) {
        return { pointer: at, message: messageOf(error) };
      }
    }
    open.push(...below(part, pointer));
  }
  return null;
};
