/** What a step wants asked, from `with`; secrets are put in here and nowhere else. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Wanted } from './exchange.ts';

export type Wrong = { readonly pointer: string; readonly message: string };

/** `isCredentialed`: it carries what must reach nobody but whom it is meant for. */
export type WantedRequest = Wanted & { readonly isCredentialed: boolean };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Those that may be asked twice. */
export const isRepeatable = (method: string): boolean => ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method);

/** What the connection is made of is not a step's to say. */
const OF_CONNECTION =
  /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/i;
const OF_CREDENTIALS = /^(?:authorization|cookie|x-api-key|api-key|x-auth-.*|.*-token|token)$/i;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const wrong = (pointer: string, message: string): { readonly ok: false; readonly error: Wrong } =>
  err({ pointer, message });

/** Why it is none that can be asked; null where it is. */
export const objectionToUrl = (text: string): string | null => {
  if (!URL.canParse(text)) return 'is no absolute URL';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'is not one of http or https';
  return username === '' && password === ''
    ? null
    : 'holds a name or a password, which would stand in the log: use "bearer", "basic" or "headers"';
};

const secretOf = (name: Json | undefined, env: Readonly<Record<string, string>>): Result<string, string> => {
  const value = typeof name === 'string' ? env[name] : undefined;
  return value === undefined || value === ''
    ? err(`the step sees no secret ${JSON.stringify(name ?? null)}: name it in its "secrets"`)
    : ok(value);
};

const headerValue = (value: Json, env: Readonly<Record<string, string>>): Result<string, string> => {
  if (isJsonObject(value)) {
    const secret = secretOf(value['secret'], env);
    const { prefix = '' } = value;
    return secret.ok ? ok(`${typeof prefix === 'string' ? prefix : ''}${secret.value}`) : secret;
  }
  return ok(typeof value === 'string' ? value : JSON.stringify(value));
};

const authorizationOf = (
  { bearer, basic }: JsonObject,
  env: Readonly<Record<string, string>>,
): Result<string | null, Wrong> => {
  if (bearer !== undefined) {
    const secret = secretOf(bearer, env);
    return secret.ok ? ok(`Bearer ${secret.value}`) : wrong('/bearer', secret.error);
  }
  if (!isJsonObject(basic)) return ok(null);
  const password = secretOf(basic['password'], env);
  if (!password.ok) return wrong('/basic/password', password.error);
  const { user = '' } = basic;
  return ok(`Basic ${Buffer.from(`${typeof user === 'string' ? user : ''}:${password.value}`).toString('base64')}`);
};

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const bodyOf = ({ body, json, form }: JsonObject): { readonly text: string | null; readonly type: string | null } => {
  if (json !== undefined) return { text: JSON.stringify(json), type: 'application/json' };
  if (isJsonObject(form)) {
    const pairs = Object.entries(form).map(([name, value]): [string, string] => [name, textOf(value)]);
    return { text: new URLSearchParams(pairs).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return typeof body === 'string' ? { text: body, type: 'text/plain; charset=utf-8' } : { text: null, type: null };
};

/** The request, or the first thing that is wrong with it; its pointer is below `with`. */
export const wantedRequest = (
  args: JsonObject,
  env: Readonly<Record<string, string>>,
): Result<WantedRequest, Wrong> => {
  const { url: text, method = 'GET', query, headers = {} } = args;
  if (typeof text !== 'string') return wrong('/url', '"url" is a text');
  const objection = objectionToUrl(text);
  if (objection !== null) return wrong('/url', `the URL ${objection}`);
  if (!METHODS.some((known) => known === method)) return wrong('/method', `"method" is one of ${METHODS.join(', ')}`);
  const url = new URL(text);
  url.hash = '';
  for (const [name, value] of Object.entries(isJsonObject(query) ? query : {}))
    for (const each of [value].flat()) if (each !== null) url.searchParams.append(name, textOf(each));
  const { text: body, type } = bodyOf(args);
  const made: Record<string, string> = {
    ...{ accept: 'application/json, text/*;q=0.9, */*;q=0.5', 'accept-encoding': 'gzip, br', 'user-agent': 'ws' },
    ...(type === null ? {} : { 'content-type': type }),
    ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  let isCredentialed = false;
  for (const [name, value] of Object.entries(isJsonObject(headers) ? headers : {})) {
    const pointer = `/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!NAME.test(name) || OF_CONNECTION.test(name))
      return wrong(pointer, `the header ${JSON.stringify(name)} is not a step's to set`);
    const given = headerValue(value, env);
    if (!given.ok) return wrong(pointer, given.error);
    // Not the value: it may be a secret.
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(given.value))
      return wrong(pointer, `the header ${JSON.stringify(name)} has a value that no header can have`);
    made[name.toLowerCase()] = given.value;
    isCredentialed ||= isJsonObject(value) || OF_CREDENTIALS.test(name);
  }
  const authorization = authorizationOf(args, env);
  if (!authorization.ok) return authorization;
  if (authorization.value !== null && /[^\u0020-\u007e]/.test(authorization.value))
    return wrong('/bearer', 'the secret has a character that no header can have');
  if (authorization.value !== null) made['authorization'] = authorization.value;
  return ok({
    url,
    method: String(method as string),
    headers: made,
    body,
    isCredentialed: isCredentialed || authorization.value !== null,
  });
};
