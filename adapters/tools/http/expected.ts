/** What is expected of an answer, and the outputs that are made of it. */
import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { isJsonObject, isTooDeep, TOO_DEEP } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { checkJson } from '../../../schema/json-schema.ts';
import { keysOf } from '../../../schema/pointer.ts';
import type { Answered } from './exchange.ts';

/** A status, a class of them (`2xx`), or a list of both; left out: 2xx. */
export const isExpected = (status: number, { status: wanted = '2xx' }: JsonObject): boolean =>
  [wanted].flat().some((each) => {
    const text = typeof each === 'number' ? `${each}` : each;
    return text === `${status}` || text === `${Math.floor(status / 100)}xx`;
  });

const isJson = (type: string): boolean => /^(?:application|text)\/(?:[\w.+-]+\+)?json\b/i.test(type.trim());

const valueAt = (document: Json, pointer: string): Json | undefined => {
  let at: Json | undefined = document;
  for (const key of keysOf(pointer)) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(key)];
    else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
};

const bad = (pointer: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-output', pointer, message });

const documentIn = (text: string): Result<Json, Failure> => {
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(text) as Json;
    return isTooDeep(value) ? bad('', TOO_DEEP) : ok(value);
  } catch {
    return bad('', 'the answer is no JSON');
  }
};

const kept = (headers: Answered['headers'], names: Json | undefined): JsonObject => {
  const wanted = [
    'content-type',
    'etag',
    'last-modified',
    'location',
    ...(Array.isArray(names) ? names.map((name: Json) => String(name as string).toLowerCase()) : []),
  ];
  return Object.fromEntries(wanted.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
};

/** `{ status, url, headers, data | text }`: data where the answer is JSON or has to be. */
export const outputsOf = (answer: Answered, url: URL, args: JsonObject): Result<JsonObject, Failure> => {
  const { pointer } = args;
  const { body: schema } = isJsonObject(args['expect']) ? args['expect'] : {};
  const told = {
    status: answer.status,
    url: `${url.origin}${url.pathname}`,
    headers: kept(answer.headers, args['keepHeaders']),
  };
  const text = answer.body.toString('utf8');
  const isWanted = isJsonObject(schema) || typeof pointer === 'string';
  if (!isWanted && (!isJson(answer.headers['content-type'] ?? '') || text.trim() === '')) return ok({ ...told, text });
  const document = documentIn(text);
  if (!document.ok) return document;
  const wrong = isJsonObject(schema) ? checkJson(schema, document.value) : null;
  if (wrong !== null)
    return bad(
      wrong.pointer,
      `the answer is not as expected: ${wrong.pointer === '' ? '' : `${wrong.pointer} `}${wrong.message}`,
    );
  const data = typeof pointer === 'string' ? valueAt(document.value, pointer) : document.value;
  return data === undefined
    ? bad(typeof pointer === 'string' ? pointer : '', 'the answer has nothing there')
    : ok({ ...told, data });
};
