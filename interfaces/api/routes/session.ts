/** Lets a page in: a code that is good once is exchanged for a token. */
import { json, problem } from '../answer.ts';
import { roleOf } from '../../house/serve/caller.ts';
import { timeText } from '../documents/time.ts';
import { problemOf } from '../problem.ts';
import { given, type Route } from '../route.ts';
import { version } from '../../house/version.ts';

const PAGE_LIVES_MS = 7 * 24 * 60 * 60 * 1000;

export const makeCodeRoute: Route = {
  ...{ method: 'post', path: '/api/v1/codes', id: 'makeCode', tag: 'session', role: 'viewer' },
  summary: 'A code that opens a page as whoever asks for it, once and within a minute',
  gives: [given('code', 'the code', 201)],
  act: async ({ caller }, { codes }) => {
    const { code, expiresAt } = codes.make(caller);
    return json({ code, expiresAt: timeText(expiresAt) }, {}, 201);
  },
};

export const openSessionRoute: Route = {
  ...{ method: 'post', path: '/api/v1/session', id: 'openSession', tag: 'session', role: null },
  summary: 'Exchanges a code for a token',
  body: 'session-request',
  gives: [given('session', 'the token', 201)],
  act: async ({ body }, { codes, tokens, limits, house }) => {
    // Cannot lie: the body was held against its schema.
    const { code } = body as { readonly code: string };
    const caller = codes.take(code);
    if (caller === null)
      return limits.ofWrong()
        ? problem(
            problemOf(401, 'bad-code', 'the code is not good, or not any more', { hint: 'Open the page anew: ws ui' }),
          )
        : problem(problemOf(429, 'too-many-requests', 'too many requests', { hint: 'Ask again in a minute.' }));
    const expiresAt = house.clock.now() + PAGE_LIVES_MS;
    const role = roleOf(caller.role) ?? 'viewer';
    const page = { name: 'page', role };
    return json({ token: tokens.make(page, expiresAt), ...page, expiresAt: timeText(expiresAt) }, {}, 201);
  },
};

export const getServerRoute: Route = {
  ...{ method: 'get', path: '/api/v1/server', id: 'getServer', tag: 'session', role: 'viewer' },
  summary: 'What answers, and who asks',
  gives: [given('server', 'the server')],
  act: async ({ caller }, { house, isReadOnly, startedAt, stream }) =>
    json({
      ...{ version, repository: house.repository.root, isReadOnly, name: caller.name, role: caller.role },
      ...{ startedAt: timeText(startedAt), position: await stream.newest() },
    }),
};
