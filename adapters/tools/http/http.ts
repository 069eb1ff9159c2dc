/**
 * The tool `http`: one request, judged by what is expected of its answer.
 *
 *   H1. It reaches the public internet, and beyond that only what the user's own configuration allows (reach.ts).
 *   H2. A secret goes in by name, into headers only, and goes to nobody but the origin that it is meant for.
 *   H3. Only what may be asked twice is asked again by itself, and only within the attempt's time.
 */
import { setTimeout as pauseFor } from 'node:timers/promises';
import pRetry, { AbortError } from 'p-retry';
import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { isJsonObject } from '../../../core/json.ts';
import { hasHole } from '../../../core/planning/expressions/template.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Gives, ToolAdapter, ToolCall, ToolFailure, WrongArgument } from '../../../core/tool.ts';
import { messageOf } from '../../../core/thrown.ts';
import { describeHttp, HTTP } from '../descriptions.ts';
import { exchange, Refused, type Answered, type Bounds } from './exchange.ts';
import { failureOfAnswer, retryAfterMs } from './failure-of-answer.ts';
import { isExpected, outputsOf } from './expected.ts';
import { INPUT_SCHEMA } from './input-schema.ts';
import { proxyFor } from './proxy.ts';
import { reachOf } from './reach.ts';
import { isRepeatable, objectionToUrl, wantedRequest, type WantedRequest } from './wanted-request.ts';

export type HttpParts = {
  /** Beyond the public internet. */
  readonly allow: readonly string[];
  /** Left out: that of the system. */
  readonly lookup?: NonNullable<Bounds['lookup']>;
};

const MOST_BYTES = 16 * 1024 * 1024;
const PLAIN_BYTES = 1024 * 1024;
const MOST_REDIRECTS = 10;
const MOST_RETRIES = 5;
/** What asks for more is up to the policy of the step. */
const LONGEST_PAUSE_MS = 5_000;

const countOf = (value: Json | undefined, otherwise: number, most: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, most) : otherwise;

/** What is asked again is carried through the retries by it. */
class Again extends Error {
  readonly answer: Answered;
  constructor(answer: Answered) {
    super(`status ${answer.status}`);
    this.answer = answer;
  }
}

/** What stands in for the network's own error, which is no error of its kind to the retries. */
class Lost extends Error {
  readonly thrown: unknown;
  constructor(thrown: unknown) {
    super(messageOf(thrown));
    this.thrown = thrown;
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer leads to; an error where it may not. */
const redirected = (request: WantedRequest, { status, headers }: Answered): Result<WantedRequest, string> => {
  const { location = '' } = headers;
  if (!URL.canParse(location, request.url.href)) return err('it leads to no URL');
  const url = new URL(location, request.url);
  const objection = objectionToUrl(url.href);
  if (objection !== null) return err(`it leads to a URL that ${objection}`);
  if (url.origin !== request.url.origin && request.isCredentialed)
    return err(`it leads to ${url.origin}, for which its credentials are not meant`); // H2
  if (request.url.protocol === 'https:' && url.protocol === 'http:') return err(`it leads from https to ${url.origin}`);
  const keeps = status === 307 || status === 308 || request.method === 'HEAD';
  if (keeps) return ok({ ...request, url });
  const { 'content-type': _, 'content-length': __, ...rest } = request.headers;
  return ok({ ...request, url, method: 'GET', headers: rest, body: null });
};

type Asked = { readonly answer: Answered; readonly url: URL };

const ask = async (
  request: WantedRequest,
  bounds: Omit<Bounds, 'proxy'>,
  call: ToolCall,
  redirects: number,
): Promise<Asked> => {
  let current = request;
  for (let left = redirects; ; left--) {
    const answer = await exchange(current, { ...bounds, proxy: proxyFor(current.url, call.env) });
    if (!REDIRECTS.has(answer.status) || answer.headers['location'] === undefined || redirects === 0)
      return { answer, url: current.url };
    if (left === 0) throw new Refused('redirect', `it was led on more than ${redirects} times`);
    const next = redirected(current, answer);
    if (!next.ok) throw new Refused('redirect', `the redirect is not followed: ${next.error}`);
    current = next.value;
  }
};

/** H3 */
const askAgain = (retries: number, signal: AbortSignal, once: () => Promise<Asked>): Promise<Asked> =>
  pRetry(
    async () => {
      const asked = await once().catch((error: unknown): never => {
        throw error instanceof Refused || signal.aborted
          ? new AbortError(error instanceof Error ? error : String(error))
          : new Lost(error);
      });
      const { answer } = asked;
      const pause = retryAfterMs(answer.headers, Date.now());
      const isPassing =
        [408, 429, 502, 503, 504].includes(answer.status) && (pause === null || pause <= LONGEST_PAUSE_MS);
      if (isPassing) throw new Again(answer);
      return asked;
    },
    {
      ...{ retries, signal, minTimeout: 250, maxTimeout: LONGEST_PAUSE_MS, factor: 2, randomize: true },
      onFailedAttempt: async ({ error, retriesLeft }) => {
        const pause = error instanceof Again ? retryAfterMs(error.answer.headers, Date.now()) : null;
        if (pause !== null && retriesLeft > 0) await pauseFor(pause, undefined, { signal });
      },
    },
  );

const failed = (
  failure: Failure,
  answer: Answered | null = null,
  thrown?: unknown,
): { readonly ok: false; readonly error: ToolFailure } =>
  err({
    failure,
    evidence:
      answer === null && thrown === undefined
        ? null
        : {
            http:
              answer === null
                ? null
                : {
                    status: answer.status,
                    headers: answer.headers,
                    body: answer.body.toString('utf8').slice(0, 64 * 1024),
                  },
            thrown,
          },
  });

/** Paths may hold names of people; queries hold more. */
const named = ({ method, url }: WantedRequest): string => `${method} ${url.origin}${url.pathname}`;

const failureOfThrown = (
  error: unknown,
  what: string,
  call: ToolCall & { readonly isTime: boolean },
): { readonly ok: false; readonly error: ToolFailure } => {
  const cause = error instanceof AbortError ? error.originalError : error;
  if (call.signal.aborted)
    return failed({ code: 'interrupted', by: 'cancel', message: `${what} was stopped on request` });
  if (error instanceof Again) return failed(failureOfAnswer(error.answer, what, Date.now()), error.answer);
  if (cause instanceof Refused) {
    if (cause.kind === 'size') return failed({ code: 'bad-output', pointer: '', message: `${what}: ${cause.message}` });
    if (cause.kind === 'address') return failed({ code: 'bad-input', pointer: '/with/url', message: cause.message });
    return failed({ code: 'tool-exit', status: 1, message: `${what}: ${cause.message}` });
  }
  const thrown = cause instanceof Lost ? cause.thrown : cause;
  if (thrown instanceof Refused) return failureOfThrown(new AbortError(thrown), what, call);
  if (call.isTime)
    return failed({
      code: 'timeout',
      afterMs: call.timeoutMs,
      message: `${what} was given up because it took longer than ${call.timeoutMs / 1000} s`,
    });
  return failed(
    { code: 'unavailable', resetsAt: null, message: `${what} reached nobody: ${messageOf(thrown)}` },
    null,
    thrown,
  );
};

/** The body is one of the two. */
const GIVES: Gives = {
  types: { status: 'integer', url: 'string', headers: 'object', text: 'string', data: 'any' },
  isAll: true,
};

/** What is plain from the text of a URL. */
const examine = ({ url }: JsonObject): readonly WrongArgument[] => {
  const objection = typeof url !== 'string' || hasHole(url) ? null : objectionToUrl(url);
  return objection === null ? [] : [{ pointer: '/url', message: `the URL ${objection}` }];
};

/** Makes the tool. */
export const createHttp = ({ allow, lookup }: HttpParts): ToolAdapter => ({
  id: HTTP,
  title: 'HTTP request',
  inputSchema: INPUT_SCHEMA,
  describe: describeHttp,
  examine,
  gives: () => GIVES,
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async (call, report) => {
    const { with: args, timeoutMs } = call;
    const wanted = wantedRequest(args, call.env);
    if (!wanted.ok)
      return failed({ code: 'bad-input', pointer: `/with${wanted.error.pointer}`, message: wanted.error.message });
    const request = wanted.value;
    const what = named(request);
    // Not AbortSignal.timeout, which Node.js 20 may collect while it is waited for.
    const time = new AbortController();
    const timer = setTimeout(() => time.abort(new DOMException('too long', 'TimeoutError')), timeoutMs);
    const signal = AbortSignal.any([call.signal, time.signal]);
    const expect = isJsonObject(args['expect']) ? args['expect'] : {};
    const bounds = {
      ...{ signal, reach: reachOf(allow), maxBytes: countOf(args['maxBytes'], PLAIN_BYTES, MOST_BYTES) },
      ...(lookup === undefined ? {} : { lookup }),
    };
    const redirects = countOf(args['redirects'], 5, MOST_REDIRECTS);
    const retries = countOf(args['retries'], isRepeatable(request.method) ? 2 : 0, MOST_RETRIES);
    try {
      const { answer, url } = await askAgain(retries, signal, () => ask(request, bounds, call, redirects)).catch(
        (error: unknown) => {
          // An answer that is expected is none that failed.
          if (error instanceof Again && isExpected(error.answer.status, expect))
            return { answer: error.answer, url: request.url };
          throw error;
        },
      );
      report.message(`${what}: ${answer.status}, ${answer.body.length} bytes`);
      if (!isExpected(answer.status, expect)) return failed(failureOfAnswer(answer, what, Date.now()), answer);
      const outputs = outputsOf(answer, url, args);
      return outputs.ok
        ? ok({ outputs: outputs.value, exitCode: 0 })
        : failed({ ...outputs.error, message: `${what}: ${outputs.error.message}` });
    } catch (error) {
      return failureOfThrown(error, what, { ...call, isTime: time.signal.aborted });
    } finally {
      clearTimeout(timer);
    }
  },
});
