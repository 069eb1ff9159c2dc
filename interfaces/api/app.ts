/** The API over HTTP: routes, and around each of them who may, what was sent, and how what is given is written. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { JsonObject } from '../../core/json.ts';
import { unreachable } from '../../core/result.ts';
import { problem, type Answer } from './answer.ts';
import { may, type Caller } from '../house/serve/caller.ts';
import type { Audited } from './audit-log.ts';
import type { Desk } from './desk.ts';
import { admit, type Names } from './guard.ts';
import { problemDocument, problemOf, readOnlyProblem, type Problem } from './problem.ts';
import type { Route } from './route.ts';
import { JSON_MEDIA, PROBLEM_MEDIA, SAFE_HEADERS } from './said-in-all.ts';
import { validator, type Validate } from './validate.ts';

/** Told of each request that was answered, and of what went wrong in one. */
export type Witness = {
  answered(request: {
    readonly id: string;
    readonly method: string;
    readonly target: string;
    readonly status: number;
  }): void;
  bug(requestId: string, error: unknown): void;
  /** Of each that moves something and was let through. */
  changed(change: Omit<Audited, 'at'>): void;
};

export type AppParts = {
  readonly desk: Desk;
  readonly routes: readonly Route[];
  readonly names: () => Names;
  /** The text that goes out, without the secrets in it. */
  readonly mask: (text: string) => string;
  /** Answers whatever is no operation: the page; null where it is none of that, either. */
  readonly page: (path: string, request: IncomingMessage) => Answer | null;
  readonly witness: Witness;
};

const BODY_LIMIT = 1024 * 1024;

type Known = { readonly id: string; readonly caller: Caller | null };

const isOperation = (path: string): boolean => /^\/(api|v1|metrics)(\/|$)/.test(path);

/** A path of OpenAPI as the router writes it. */
const routerPath = (path: string): string => path.replaceAll(/\{(\w+)\*\}/g, '*').replaceAll(/\{(\w+)\}/g, ':$1');

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(`^${path.replaceAll(/\{\w+\*\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const objectOf = (properties: Readonly<Record<string, JsonObject>>): object => ({
  ...{ type: 'object', properties, additionalProperties: false },
});

/** Writes an answer. */
const give = (reply: FastifyReply, answer: Answer, id: string, mask: AppParts['mask']): FastifyReply => {
  void reply.headers(SAFE_HEADERS).header('x-request-id', id);
  switch (answer.kind) {
    case 'json':
      return reply
        .code(answer.status)
        .headers({ 'cache-control': 'no-store', ...answer.headers })
        .type(JSON_MEDIA)
        .send(mask(JSON.stringify(answer.body)));
    case 'problem': {
      const text = mask(JSON.stringify(problemDocument(answer.problem, id)));
      return reply
        .code(answer.problem.status)
        .headers({ 'cache-control': 'no-store', ...answer.headers })
        .type(PROBLEM_MEDIA)
        .send(text);
    }
    case 'bytes':
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    case 'nothing':
      return reply.code(answer.status).headers(answer.headers).send();
    case 'stream':
      reply.hijack();
      for (const [name, value] of Object.entries(SAFE_HEADERS)) reply.raw.setHeader(name, value);
      answer.write(reply.raw);
      return reply;
    default:
      return unreachable(answer);
  }
};

const statusOf = (answer: Answer): number => {
  if (answer.kind === 'stream') return 200;
  return answer.kind === 'problem' ? answer.problem.status : answer.status;
};

/** What a viewer may do changes nothing, however it is sent. */
const moves = ({ method, role }: Route): boolean => method !== 'get' && role !== null && role !== 'viewer';

const roleProblem = (route: Route, caller: Caller | null, isReadOnly: boolean): Problem | null => {
  if (route.role === null) return null;
  if (caller === null)
    return problemOf(401, 'no-token', 'a token is needed', {
      hint: 'Send Authorization: Bearer <token>; make one: ws token new',
    });
  if (!may(caller.role, route.role)) return problemOf(403, 'role-too-low', `this needs the role ${route.role}`);
  return isReadOnly && route.role !== 'viewer' && route.role !== 'metrics' ? readOnlyProblem() : null;
};

const invalidRequest = (diagnostics: Problem['diagnostics']): Problem =>
  problemOf(400, 'invalid-request', 'the request is not as its schema has it', { diagnostics });

const textsOf = (params: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));

/** What of a request is held against what. */
type Checks = { readonly params: object; readonly query: object; readonly named: ReadonlySet<string> };

const checksOf = ({ params = {}, query = {} }: Route): Checks => ({
  params: objectOf(params),
  query: objectOf(query),
  named: new Set(Object.keys(params)),
});

/** What is wrong with what was sent. The query is changed to what it means. */
const faultsOf = (
  route: Route,
  request: FastifyRequest,
  checks: Checks,
  validate: Validate,
): Problem['diagnostics'] => {
  const named = Object.entries(textsOf(request.params)).filter(([name]) => checks.named.has(name));
  return [
    ...validate.query(checks.params, Object.fromEntries(named)),
    ...validate.query(checks.query, request.query),
    ...(route.body === undefined || route.takes === 'bytes' ? [] : validate.body(route.body, request.body ?? null)),
  ];
};

const UNREADABLE: ReadonlySet<string> = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']);

/** Why a request came to nothing that no route has dealt with. */
const thrownProblem = (error: { readonly statusCode?: number; readonly code?: string }): Problem | null => {
  const { statusCode = 500, code = '' } = error;
  if (statusCode === 413) return problemOf(413, 'too-large', 'the request is larger than 1 MiB');
  if (statusCode === 415) return problemOf(415, 'json-only', 'send application/json');
  if (statusCode >= 500) return null;
  return problemOf(400, UNREADABLE.has(code) ? 'bad-target' : 'bad-request', 'the request cannot be read');
};

/** Makes the application; it listens nowhere yet. */
export const createApp = ({
  desk,
  routes,
  names,
  mask,
  page,
  witness,
}: AppParts): { readonly app: FastifyInstance; readonly server: () => Server } => {
  const known = new WeakMap<IncomingMessage, Known>();
  const knownOf = (request: IncomingMessage): Known => known.get(request) ?? { id: 'unknown', caller: null };
  const refuse = (response: ServerResponse, what: Problem, id: string): void => {
    const wait =
      what.status === 401
        ? { 'www-authenticate': 'Bearer realm="ws"' }
        : what.status === 429
          ? { 'retry-after': '60' }
          : {};
    response.writeHead(what.status, {
      ...SAFE_HEADERS,
      ...wait,
      'content-type': PROBLEM_MEDIA,
      'x-request-id': id,
      connection: 'close',
    });
    response.end(JSON.stringify(problemDocument(what, id)));
  };
  let server: Server | null = null;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: false },
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => {
      const told = thrownProblem(error) ?? problemOf(400, 'bad-target', 'the request cannot be read');
      void give(reply, problem(told), knownOf(request.raw).id, mask);
    },
    serverFactory: (handle) => {
      server = createServer((request, response) => {
        const id = randomBytes(8).toString('hex');
        response.once('finish', () =>
          witness.answered({
            id,
            method: request.method ?? '',
            target: request.url ?? '',
            status: response.statusCode,
          }),
        );
        const admitted = admit(request, { names, tokens: desk.tokens, limits: desk.limits });
        if ('problem' in admitted) return refuse(response, admitted.problem, id);
        known.set(request, { id, caller: admitted.caller });
        handle(request, response);
      });
      return server;
    },
  });
  app.setValidatorCompiler(() => () => true);
  app.setErrorHandler((error: Error & { readonly statusCode?: number; readonly code?: string }, request, reply) => {
    const { id } = knownOf(request.raw);
    const told = thrownProblem(error);
    if (told === null) witness.bug(id, error);
    return give(
      reply,
      problem(told ?? problemOf(500, 'bug', 'this is a bug in ws; the server log says more')),
      id,
      mask,
    );
  });
  app.setNotFoundHandler((request, reply) => {
    const { id, caller } = knownOf(request.raw);
    const path = request.url.split('?', 1)[0] ?? '';
    const shown = isOperation(path) || request.method !== 'GET' ? null : page(path, request.raw);
    if (shown !== null) return give(reply, shown, id, mask);
    if (isOperation(path) && caller === null)
      return give(reply, problem(problemOf(401, 'no-token', 'a token is needed')), id, mask);
    const methods = routes.filter((route) => patternOf(route).test(path)).map(({ method }) => method.toUpperCase());
    if (methods.length > 0)
      return give(
        reply,
        problem(problemOf(405, 'wrong-method', `${request.method} is not for this`), { allow: methods.join(', ') }),
        id,
        mask,
      );
    return give(reply, problem(problemOf(404, 'not-found', 'there is nothing here')), id, mask);
  });
  const parse = app.getDefaultJsonParser('error', 'error');
  const isRaw = new Set(routes.filter(({ takes }) => takes === 'bytes').map(({ path }) => routerPath(path)));
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    if (isRaw.has(request.routeOptions.url ?? '') && request.method === 'POST') done(null, bytes);
    else void parse(request, bytes.toString('utf8'), done);
  });
  const validate = validator();
  for (const route of routes) {
    const checks = checksOf(route);
    app.route({
      method: route.method.toUpperCase(),
      url: routerPath(route.path),
      onRequest: (request, reply, goOn) => {
        const { id, caller } = knownOf(request.raw);
        const refused = roleProblem(route, caller, desk.isReadOnly);
        if (refused === null) goOn();
        else void give(reply, problem(refused), id, mask);
      },
      handler: async (request, reply) => {
        const { id, caller } = knownOf(request.raw);
        const faults = faultsOf(route, request, checks, validate);
        if (faults.length > 0) return give(reply, problem(invalidRequest(faults)), id, mask);
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const answer = await route.act(
          {
            params: textsOf(request.params),
            // Cannot lie: it was held against its schema, which is one of an object.
            query: request.query as JsonObject,
            body: route.body === undefined ? null : request.body,
            headers: request.headers,
            caller: caller ?? { name: 'nobody', role: 'metrics' },
            requestId: id,
            gone: gone.signal,
          },
          desk,
        );
        if (caller !== null && moves(route))
          witness.changed({
            ...{ by: caller.name, role: caller.role, operation: route.id, requestId: id },
            ...{ target: request.url.split('?', 1)[0] ?? '', status: statusOf(answer) },
          });
        return give(reply, answer, id, mask);
      },
    });
  }
  return {
    app,
    server: () => {
      if (server === null) throw new Error('invariant: the application has a server');
      return server;
    },
  };
};
