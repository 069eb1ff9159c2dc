/** Finds references of a JSON Schema that lead to nothing but each other. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { isJsonList } from './json-list.ts';
import { keysOf } from './pointer.ts';

/**
 * Gives the first `$ref` from which only more references follow, in a circle; null where there is none. The schema
 * compiler would follow them until its stack overflows.
 */
export const findReferenceLoop = (schema: JsonObject): string | null => {
  const open: Json[] = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part === null || typeof part !== 'object') continue;
    open.push(...Object.values(part));
    const reference = referenceOf(part);
    if (reference !== null && isEndless(schema, reference)) return reference;
  }
  return null;
};

const referenceOf = (part: Json | undefined): string | null => {
  const reference = isJsonObject(part) ? part['$ref'] : undefined;
  return typeof reference === 'string' && reference.startsWith('#/') ? reference : null;
};

const isEndless = (schema: JsonObject, first: string): boolean => {
  const passed = new Set<string>();
  for (let reference: string | null = first; reference !== null; reference = referenceOf(target(schema, reference))) {
    if (passed.has(reference)) return true;
    passed.add(reference);
  }
  return false;
};

const target = (schema: JsonObject, reference: string): Json | undefined => {
  let part: Json | undefined = schema;
  for (const key of keysOf(decoded(reference.slice(1)))) {
    if (isJsonList(part)) part = part[Number(key)];
    else part = isJsonObject(part) && Object.hasOwn(part, key) ? part[key] : undefined;
  }
  return part;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that is one.
    return text;
  }
};
