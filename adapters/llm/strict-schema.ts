/**
 * JSON Schemas as the strict mode of OpenAI takes them, a part of what a schema can say: every object is closed and every
 * property required (platform.openai.com/docs/guides/structured-outputs). A property that may be missing becomes one that may
 * be null, and `withoutNulls` takes those nulls out again before the answer is held against the schema as it was written.
 */
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';

const UNSAYABLE = [
  ...['patternProperties', 'allOf', 'oneOf', 'not', 'if', 'dependentSchemas', 'dependencies'],
  ...['propertyNames', 'contains', 'additionalItems', 'unevaluatedProperties', 'prefixItems'],
];
const DROPPED: ReadonlySet<string> = new Set(['$schema', '$id', 'default', 'uniqueItems', 'examples']);

/** `Array.isArray` leaves `any` of a list that is read-only. */
const isJsonList = (value: Json): value is readonly Json[] => Array.isArray(value);

const listIn = (schema: JsonObject, key: string): readonly Json[] | null => {
  const value = schema[key];
  return Array.isArray(value) ? value : null;
};

const objectOf = (schema: JsonObject, key: string): JsonObject | null => {
  const value = schema[key];
  return isJsonObject(value) ? value : null;
};

const isSayable = (schema: JsonObject): boolean => {
  if (UNSAYABLE.some((key) => Object.hasOwn(schema, key))) return false;
  if (isJsonObject(schema['additionalProperties'])) return false;
  return schema['type'] !== 'object' || isJsonObject(schema['properties']);
};

const orNull = (schema: Json): Json => {
  if (!isJsonObject(schema)) return schema;
  const { type } = schema;
  const isPlain = typeof type === 'string' && !Object.hasOwn(schema, 'enum') && !Object.hasOwn(schema, 'const');
  return isPlain ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] };
};

const eachOf = (object: JsonObject, change: (value: Json, key: string) => Json | null): JsonObject | null => {
  const entries = Object.entries(object).map(([key, value]) => [key, change(value, key)] as const);
  return entries.some(([, value]) => value === null) ? null : Object.fromEntries(entries);
};

const closed = (schema: JsonObject, properties: JsonObject): JsonObject | null => {
  const required = new Set(listIn(schema, 'required') ?? []);
  const strict = eachOf(properties, (value, key) => {
    const narrowed = narrow(value);
    return narrowed === null || required.has(key) ? narrowed : orNull(narrowed);
  });
  return strict === null
    ? null
    : { properties: strict, required: Object.keys(properties), additionalProperties: false };
};

/** null where a part of it cannot be said. */
const narrow = (value: Json): Json | null => {
  if (!isJsonObject(value)) return value;
  if (!isSayable(value)) return null;
  let narrowed: JsonObject = Object.fromEntries(Object.entries(value).filter(([key]) => !DROPPED.has(key)));
  const put = (part: JsonObject | null): boolean => {
    if (part !== null) narrowed = { ...narrowed, ...part };
    return part !== null;
  };
  const keyed = (key: string, part: Json | null): JsonObject | null => (part === null ? null : { [key]: part });
  const items = objectOf(value, 'items');
  if (items !== null && !put(keyed('items', narrow(items)))) return null;
  const anyOf = listIn(value, 'anyOf')?.map(narrow);
  if (anyOf !== undefined) {
    const said = anyOf.filter((each) => each !== null);
    if (said.length < anyOf.length || !put({ anyOf: said })) return null;
  }
  for (const key of ['$defs', 'definitions']) {
    const named = objectOf(value, key);
    if (named !== null && !put(keyed(key, eachOf(named, narrow)))) return null;
  }
  const properties = objectOf(value, 'properties');
  return properties === null || put(closed(value, properties)) ? narrowed : null;
};

/** The schema as strict mode takes it; null where that cannot say it: then it is sent as it is, and not strictly. */
export const strictSchema = (schema: JsonObject): JsonObject | null => {
  const narrowed = narrow(schema);
  return isJsonObject(narrowed) && objectOf(narrowed, 'properties') !== null ? narrowed : null;
};

const takesNull = (schema: Json | undefined): boolean => {
  if (!isJsonObject(schema)) return false;
  const { type } = schema;
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true;
  if (listIn(schema, 'enum')?.includes(null) === true || schema['const'] === null) return true;
  return listIn(schema, 'anyOf')?.some(takesNull) === true;
};

const referred = (schema: JsonObject, root: JsonObject): JsonObject => {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  let at: Json | undefined = root;
  for (const key of reference.slice(2).split('/'))
    at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return isJsonObject(at) ? at : schema;
};

/** The value without nulls for what may be missing and may not be null. */
export const withoutNulls = (value: Json, named: JsonObject, root: JsonObject = named): Json => {
  const schema = referred(named, root);
  if (isJsonList(value)) {
    const items = objectOf(schema, 'items');
    return items === null ? value : value.map((each) => withoutNulls(each, items, root));
  }
  const properties = objectOf(schema, 'properties');
  if (!isJsonObject(value) || properties === null) return value;
  const required = new Set(listIn(schema, 'required') ?? []);
  const kept = Object.entries(value).filter(
    ([key, each]) =>
      each !== null || required.has(key) || !Object.hasOwn(properties, key) || takesNull(properties[key]),
  );
  return Object.fromEntries(
    kept.map(([key, each]) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return [key, isJsonObject(property) ? withoutNulls(each, property, root) : each];
    }),
  );
};
