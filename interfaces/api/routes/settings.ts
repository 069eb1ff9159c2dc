/** What is set: configuration, secrets, tokens, and who changed what. */
import { tokensIn } from '../../house/serve/tokens.ts';
import type { Role } from '../../house/serve/caller.ts';
import { configDocument } from '../../house/config-document.ts';
import { configuredAt } from '../../house/configured.ts';
import { listKeys, removeKey, setKey, type KeyParts } from '../../house/keys/key-verbs.ts';
import { homeOf } from '../../house/plugin-places.ts';
import { json, problem, type Answer } from '../answer.ts';
import { LOCAL_NAMES } from '../acting.ts';
import { AUDIT_LOG } from '../audit-log.ts';
import type { Desk } from '../desk.ts';
import { timeOrNull, timeText } from '../documents/time.ts';
import { newestLines } from '../newest-lines.ts';
import { notFound, problemOf, problemOfRefusal } from '../problem.ts';
import { given, type Route } from '../route.ts';
import { limit } from './schemas.ts';

const base = { tag: 'settings', role: 'admin' } as const;
const GONE = { status: 204, description: 'it is gone', schema: null } as const;
const gone: Answer = { kind: 'nothing', status: 204, headers: {} };

export const getConfigRoute: Route = {
  ...{ ...base, role: 'viewer', method: 'get', path: '/api/v1/config', id: 'getConfig' },
  summary: 'Every value that counts, and the file or variable it comes from',
  gives: [given('config', 'the values')],
  act: async (_, { directory, house }) => {
    const loaded = await configuredAt(homeOf(directory), house.env);
    return loaded.ok ? json(configDocument(loaded.value)) : problem(problemOfRefusal(loaded.error));
  },
};

const partsOf = ({ house, composer }: Desk): KeyParts => ({
  env: house.env,
  clock: composer.clock,
  lock: composer.lockFile,
});

export const listKeysRoute: Route = {
  ...{
    ...base,
    method: 'get',
    path: '/api/v1/keys',
    id: 'listKeys',
    summary: 'The secrets that this machine keeps, by name',
  },
  gives: [given('key-list', 'all of them')],
  act: async (_, { house }) => {
    const entries = listKeys(house.env);
    if (!entries.ok) return problem(problemOfRefusal(entries.error));
    return json({
      items: entries.value.map(({ name, hint, at, masterKey }) => ({ name, hint, at, masterKey })),
      next: null,
    });
  },
};

export const putKeyRoute: Route = {
  ...{ ...base, method: 'put', path: '/api/v1/keys/{key}', id: 'putKey', body: 'key-request' },
  summary: 'Keep a secret; its value is never told again',
  gives: [{ status: 204, description: 'it is kept', schema: null }],
  act: async ({ params, body }, desk) => {
    // Cannot lie: the body was held against its schema, here and below.
    const { value } = body as { readonly value: string };
    const kept = await setKey(params['key'] ?? '', value, partsOf(desk));
    return kept.ok ? gone : problem(problemOfRefusal(kept.error));
  },
};

export const deleteKeyRoute: Route = {
  ...{
    ...base,
    method: 'delete',
    path: '/api/v1/keys/{key}',
    id: 'deleteKey',
    summary: 'Forget a secret',
    gives: [GONE],
  },
  act: async ({ params }, desk) => {
    const removed = await removeKey(params['key'] ?? '', partsOf(desk));
    return removed.ok ? gone : problem({ ...problemOfRefusal(removed.error), status: 404 });
  },
};

const tokensOf = ({ house }: Desk): ReturnType<typeof tokensIn> =>
  tokensIn(house.stateDirectory, () => house.clock.now());

export const listTokensRoute: Route = {
  ...{ ...base, method: 'get', path: '/api/v1/tokens', id: 'listTokens', summary: 'Who may ask' },
  gives: [given('token-list', 'all of them')],
  act: async (_, desk) =>
    json({
      items: tokensOf(desk)
        .list()
        .map(({ name, role, createdAt, expiresAt }) => ({
          name,
          role,
          createdAt: timeText(createdAt),
          expiresAt: timeOrNull(expiresAt),
        })),
      next: null,
    }),
};

export const makeTokenRoute: Route = {
  ...{
    ...base,
    method: 'post',
    path: '/api/v1/tokens',
    id: 'makeToken',
    body: 'token-request',
    summary: 'Make a token; it is shown once',
  },
  gives: [given('token-made', 'the token', 201)],
  act: async ({ body }, desk) => {
    const { name, role } = body as { readonly name: string; readonly role: Role };
    const tokens = tokensOf(desk);
    if (LOCAL_NAMES.has(name) || tokens.list().some((token) => token.name === name))
      return problem(
        problemOf(409, 'name-taken', `a token cannot be called ${name}`, { hint: 'Choose a name that none has.' }),
      );
    return json({ name, role, token: tokens.make({ name, role }, null) }, {}, 201);
  },
};

export const revokeTokenRoute: Route = {
  ...{
    ...base,
    method: 'delete',
    path: '/api/v1/tokens/{token}',
    id: 'revokeToken',
    summary: 'Let it be nobody’s from now on',
    gives: [GONE],
  },
  act: async ({ params }, desk) => {
    const name = params['token'] ?? '';
    return tokensOf(desk).revoke(name) ? gone : problem(notFound('resource', `the token ${name}`));
  },
};

export const listAuditRoute: Route = {
  ...{
    ...base,
    method: 'get',
    path: '/api/v1/audit',
    id: 'listAudit',
    summary: 'What was changed through this server, newest first',
    query: { limit },
  },
  gives: [given('audit-page', 'the newest lines')],
  act: async ({ query }, { house }) => {
    const most = typeof query['limit'] === 'number' ? query['limit'] : 200;
    return json({ items: newestLines(house.stateDirectory, AUDIT_LOG, () => true).slice(0, most), next: null });
  },
};
