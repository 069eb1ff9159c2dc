/** One question to the server: JSON there, JSON back, and what was refused as a `Problem`. */
import { Problem, type ProblemBody } from './problem.ts';
import { token } from './token.ts';

/** `headers` beside those that every question has. */
export type Ask = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

const BASE = '/api/v1';

const bodyOf = async (answer: Response): Promise<ProblemBody> => {
  try {
    // Whatever it is, all of its keys are optional, and each is shown as text only.
    return (await answer.json()) as ProblemBody;
  } catch {
    return { title: `${answer.status} ${answer.statusText}` };
  }
};

/** The answer as it came; a `Problem` is thrown where it was refused. */
export const askRaw = async (
  path: string,
  { method = 'GET', body, headers = {}, signal }: Ask = {},
): Promise<Response> => {
  const known = token();
  const answer = await fetch(BASE + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(known === null ? {} : { authorization: `Bearer ${known}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    throw new Problem(0, {});
  });
  if (!answer.ok) throw new Problem(answer.status, await bodyOf(answer));
  return answer;
};

/** What the server answers, as the document of the interface describes it. */
export const ask = async <T>(path: string, options: Ask = {}): Promise<T> => {
  const answer = await askRaw(path, options);
  // The contract test holds each answer of the server to the document that T comes from.
  return (answer.status === 204 ? null : await answer.json()) as T;
};

type Value = string | number | boolean | null | undefined;

/** A query string of what is not null; a list is said one by one. Empty where nothing is left. */
export const query = (values: Readonly<Record<string, Value | readonly string[]>>): string => {
  const given = Object.entries(values).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((each: Value) =>
      each === null || each === undefined || each === '' ? [] : [[key, String(each)]],
    ),
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

/** A name as a part of a path: what is inside of a group has a slash in it. */
export const part = (name: string): string => encodeURIComponent(name);
