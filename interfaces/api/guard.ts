/**
 * Who gets as far as a route. Asked of every request before anything else is done with it, in this order:
 *
 *   G1. The target begins with `/`: one that names a host of its own is for a proxy.
 *   G2. There is one `Host`, and it is one of ours: a name that was made to lead here (DNS rebinding) is not.
 *   G3. `Origin` is absent or ours; `Sec-Fetch-Site` is absent, `same-origin`, or `none` for what only reads.
 *   G4. What is sent is JSON, or what the path takes: no form of another page can send that.
 *   G5. A token, where there is one, is somebody's.
 */
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../house/serve/caller.ts';
import { problemOf, type Problem } from './problem.ts';
import type { Limits } from './limits.ts';
import type { Tokens } from '../house/serve/tokens.ts';

/** Under which names the server is asked. */
export type Names = {
  /** `host:port`, as a browser writes it. */
  readonly hosts: ReadonlySet<string>;
  /** `scheme://host:port`. */
  readonly origins: ReadonlySet<string>;
};

export type Admitted = { readonly caller: Caller | null };

export type GuardParts = { readonly names: () => Names; readonly tokens: Tokens; readonly limits: Limits };

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const TOKEN = /^Bearer ([\x21-\x7e]{16,256})$/;

/** Paths that take other bytes than JSON. */
const takesBytes = (path: string): boolean => path === '/api/v1/files';

const isSending = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

const siteProblem = ({ headers, method = '' }: IncomingMessage, { origins }: Names): Problem | null => {
  const { origin } = headers;
  if (origin !== undefined && !origins.has(origin))
    return problemOf(403, 'foreign-origin', 'what other pages ask is refused');
  const site = headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'same-origin' || (site === 'none' && READING.has(method));
  return isOwn ? null : problemOf(403, 'cross-site', 'what other sites ask is refused');
};

const mediaProblem = (request: IncomingMessage, path: string): Problem | null => {
  if (READING.has(request.method ?? '') || !isSending(request)) return null;
  const type = request.headers['content-type'] ?? '';
  const isTaken = /^application\/json *(;|$)/i.test(type) || (takesBytes(path) && type === 'application/octet-stream');
  return isTaken ? null : problemOf(415, 'json-only', 'send application/json');
};

/** Why a request goes no further, or who sent it. */
export const admit = (
  request: IncomingMessage,
  { names, tokens, limits }: GuardParts,
): { readonly problem: Problem } | Admitted => {
  const target = request.url ?? '';
  if (!target.startsWith('/')) return { problem: problemOf(400, 'bad-target', 'the target must begin with "/"') }; // G1
  const known = names();
  const [host, ...others] = request.headersDistinct['host'] ?? [];
  if (host === undefined || others.length > 0 || !known.hosts.has(host))
    return { problem: problemOf(421, 'wrong-host', 'this server is not asked by that name') }; // G2
  const path = target.split('?', 1)[0] ?? '';
  const foreign = siteProblem(request, known) ?? mediaProblem(request, path); // G3, G4
  if (foreign !== null) return { problem: foreign };
  const { authorization } = request.headers;
  if (authorization === undefined) return limits.ofAll() ? { caller: null } : { problem: tooMany() };
  const [, token = ''] = TOKEN.exec(authorization) ?? [];
  const caller = token === '' ? null : tokens.callerOf(token);
  if (caller === null)
    return { problem: limits.ofWrong() ? problemOf(401, 'no-token', 'that token is nobody’s') : tooMany() }; // G5
  return limits.ofAll() && limits.of(caller) ? { caller } : { problem: tooMany() };
};

const tooMany = (): Problem =>
  problemOf(429, 'too-many-requests', 'too many requests', { hint: 'Ask again in a minute.' });
