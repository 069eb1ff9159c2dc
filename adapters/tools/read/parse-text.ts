/** Reads JSON, YAML, text and front matter. */
import { parseDocument } from 'yaml';
import { isJsonObject, isTooDeep, TOO_DEEP, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import { keysOf } from '../../../schema/pointer.ts';
import { BOUNDS } from './bounds.ts';

/** What no parser can walk is told like what is wrong with it. */
const parsed = (parse: () => Json): Result<Json, string> => {
  try {
    const value = parse();
    return isTooDeep(value) ? err(TOO_DEEP) : ok(value);
  } catch (error) {
    return err(
      error instanceof RangeError || messageOf(error).startsWith('Maximum call stack')
        ? TOO_DEEP
        : (messageOf(error).split('\n')[0] ?? ''),
    );
  }
};

/** YAML knows numbers that JSON does not. */
const plain = (value: Json): Json => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(plain);
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
    : value;
};

// JSON.parse gives JSON and nothing else.
export const jsonOf = (text: string): Result<Json, string> => parsed(() => JSON.parse(text) as Json);

/** The first document of a YAML text. */
export const yamlOf = (text: string): Result<Json, string> =>
  parsed(() => {
    const document = parseDocument(text, { version: '1.2', prettyErrors: true, strict: true });
    const [first] = document.errors;
    if (first !== undefined) throw new Error(first.message);
    // What it makes is JSON but for numbers, which are made so.
    const value = document.toJS({ maxAliasCount: BOUNDS.aliases }) as Json | undefined;
    return value === undefined ? null : plain(value);
  });

/** `attributes` are empty where there is no front matter. */
export const frontMatterOf = (text: string): Result<JsonObject, string> => {
  const found = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (!text.startsWith('---') || found === null || found.index !== 0) return ok({ attributes: {}, body: text });
  const attributes = yamlOf(found[1] ?? '');
  if (!attributes.ok) return attributes;
  if (attributes.value !== null && !isJsonObject(attributes.value)) return err('its front matter is no object');
  return ok({ attributes: attributes.value ?? {}, body: text.slice(found[0].length) });
};

/** What a pointer finds in a document. */
export const valueAt = (document: Json, pointer: string): Result<Json, string> => {
  let at: Json | undefined = document;
  for (const key of keysOf(pointer)) {
    if (Array.isArray(at)) at = /^(?:0|[1-9]\d*)$/.test(key) ? (at as readonly Json[])[Number(key)] : undefined;
    else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    if (at === undefined) return err(`there is nothing at ${pointer}`);
  }
  return ok(at ?? null);
};
