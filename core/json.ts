/** Any value a JSON text can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** Tells an object from the other JSON values (arrays and null are none). */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same object but for one key. */
export const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

/** The same value with every text in it changed, the names of keys too. */
export const withTexts = (value: Json, change: (text: string) => string): Json => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => withTexts(item, change));
  return isJsonObject(value) ? withTextsIn(value, change) : value;
};

/** As {@link withTexts}, of an object. */
export const withTextsIn = (value: JsonObject, change: (text: string) => string): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, item]) => [change(name), withTexts(item, change)]));

/** Whether two values are the same, whatever the order of their keys. */
export const isEqualJson = (a: Json, b: Json): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((item, at) => isEqualJson(item, b[at] ?? null));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqualJson(a[key] ?? null, b[key] ?? null))
  );
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** So many levels of lists and objects a value may have: what walks it must not run out of room. */
export const DEEPEST = 500;

/** Whether a value has more levels than {@link DEEPEST}. */
export const isTooDeep = (value: Json): boolean => {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((each) => (each === null || typeof each !== 'object' ? [] : Object.values(each)));
  }
  return false;
};

/** What is said of one. */
export const TOO_DEEP: string = `it has more than ${DEEPEST} levels of lists and objects`;

/** The value of a text that others wrote; `undefined` where it is no JSON, or too deep to be walked. */
export const jsonOf = (text: string): Json | undefined => {
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(text) as Json;
    // A level has two brackets at least.
    return text.length > 2 * DEEPEST && isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
};
