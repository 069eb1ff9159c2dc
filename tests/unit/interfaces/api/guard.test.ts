/** Who gets as far as a route: each line is a request as it comes over the wire. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aServer, type Server } from './server.ts';

let folder = '';
let server: Server;
beforeAll(async () => {
  folder = makeFolder('ws guard ');
  server = await aServer(makeRepository(join(folder, 'repo')));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

/** `{port}`, `{next}` (another port) and `{token}` are those of the server. */
const filled = (text: string): string =>
  text
    .replaceAll('{port}', String(server.port))
    .replaceAll('{next}', String(server.port + 1))
    .replaceAll('{token}', server.token);

const OURS = 'host: 127.0.0.1:{port}';
const TOKEN = 'authorization: Bearer {token}';
const GET = 'GET /api/v1/server HTTP/1.1';
const POST = 'POST /api/v1/codes HTTP/1.1';
const SESSION = 'POST /api/v1/session HTTP/1.1';
const EMPTY = 'content-length: 0';

const hosts: readonly (readonly [string, number])[] = [
  ['127.0.0.1:{port}', 200],
  ['localhost:{port}', 200],
  ['[::1]:{port}', 200],
  ['evil.example', 421],
  ['evil.example:{port}', 421],
  ['127.0.0.1.evil.example:{port}', 421],
  ['127.0.0.1', 421],
  ['127.0.0.1:{next}', 421],
  ['LOCALHOST:{port}', 421],
  ['localhost.:{port}', 421],
  ['0.0.0.0:{port}', 421],
  ['127.1:{port}', 421],
  ['2130706433:{port}', 421],
  ['[::ffff:127.0.0.1]:{port}', 421],
  ['user@127.0.0.1:{port}', 421],
  ['', 421],
];
const origins: readonly (readonly [string, number])[] = [
  ['http://127.0.0.1:{port}', 201],
  ['http://localhost:{port}', 201],
  ['http://evil.example', 403],
  ['null', 403],
  ['https://127.0.0.1:{port}', 403],
  ['http://127.0.0.1:{next}', 403],
  ['http://127.0.0.1:{port}.evil.example', 403],
  ['file://', 403],
];

type Probe = readonly [string, readonly string[], number | readonly number[], string?];

const CODE = '{"code":"0123456789abcdef"}';

const probes: readonly Probe[] = [
  ...hosts.map(([host, status]): Probe => [`host ${host}`, [GET, `host: ${host}`, TOKEN], status]),
  ...origins.map(
    ([origin, status]): Probe => [`origin ${origin}`, [POST, OURS, TOKEN, EMPTY, `origin: ${origin}`], status],
  ),
  ['no host', [GET, TOKEN], 400],
  ['two hosts', [GET, OURS, 'host: evil.example', TOKEN], [400, 421]],
  [
    'what a proxy says of the host counts for nothing',
    [GET, 'host: evil', 'x-forwarded-host: 127.0.0.1:{port}', TOKEN],
    421,
  ],
  ['a target that names a host', ['GET http://evil.example/api/v1/server HTTP/1.1', OURS, TOKEN], 400],
  ['a target that names this host', ['GET http://127.0.0.1:{port}/api/v1/server HTTP/1.1', OURS, TOKEN], 400],
  ['the page by another name', ['GET / HTTP/1.1', 'host: evil.example'], 421],
  ['from this page', [POST, OURS, TOKEN, EMPTY, 'sec-fetch-site: same-origin'], 201],
  ['from another site', [POST, OURS, TOKEN, EMPTY, 'sec-fetch-site: cross-site'], 403],
  ['from another port', [POST, OURS, TOKEN, EMPTY, 'sec-fetch-site: same-site'], 403],
  ['from the address bar', [GET, OURS, TOKEN, 'sec-fetch-site: none'], 200],
  ['moved from the address bar', [POST, OURS, TOKEN, EMPTY, 'sec-fetch-site: none'], 403],
  ['a form', [SESSION, OURS, 'content-type: text/plain', 'content-length: 27'], 415, CODE],
  [
    'a form with fields',
    [SESSION, OURS, 'content-type: application/x-www-form-urlencoded', 'content-length: 27'],
    415,
    CODE,
  ],
  ['almost JSON', [SESSION, OURS, 'content-type: application/jsonx', 'content-length: 27'], 415, CODE],
  [
    'a kind behind another',
    [SESSION, OURS, 'content-type: text/plain;application/json', 'content-length: 27'],
    415,
    CODE,
  ],
  ['no kind', [SESSION, OURS, 'content-length: 27'], 415, CODE],
  ['JSON', [SESSION, OURS, 'content-type: application/json', 'content-length: 27'], 401, CODE],
  [
    'JSON that would name a prototype',
    [SESSION, OURS, 'content-type: application/json', 'content-length: 29'],
    400,
    '{"__proto__":{"code":"abcde"}}'.slice(0, 29),
  ],
  [
    'both lengths',
    [SESSION, OURS, 'content-type: application/json', 'content-length: 5', 'transfer-encoding: chunked'],
    400,
  ],
  ['a body of 2 MB', [SESSION, OURS, 'content-type: application/json', 'content-length: 2097152'], 413],
  ['no token', [GET, OURS], 401],
  ['no token, for what there is not', ['GET /api/v1/nothing HTTP/1.1', OURS], 401],
  ['a path that is written in another way', ['GET /%61pi/v1/server HTTP/1.1', OURS], 401],
  ['a token in the query', ['GET /api/v1/server?token={token} HTTP/1.1', OURS], 401],
  ['a cookie', [GET, OURS, 'cookie: token={token}'], 401],
  ['another word for Bearer', [GET, OURS, 'authorization: bearer {token}'], 401],
  ['a name and a password', [GET, OURS, 'authorization: Basic b3A6b3A='], 401],
  ['half a token', [GET, OURS, 'authorization: Bearer ws_0123456789abcdef'], 401],
  ['TRACE', ['TRACE /api/v1/server HTTP/1.1', OURS, TOKEN], [400, 404, 405]],
  ['what a browser asks before', ['OPTIONS /api/v1/runs HTTP/1.1', OURS, 'origin: http://evil.example'], 403],
  ['the wrong method', ['DELETE /api/v1/runs HTTP/1.1', OURS, TOKEN], 405],
  ['what there is not', ['GET /api/v1/nothing HTTP/1.1', OURS, TOKEN], 404],
  ['bytes that are no path', ['GET /api/v1/runs/%c0%ae HTTP/1.1', OURS, TOKEN], [400, 404]],
  ['up and out', ['GET /../../../etc/passwd HTTP/1.1', OURS], 404],
  ['up and out, written in another way', ['GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1', OURS], 404],
];

for (const [name, head, status, body = ''] of probes)
  test(name, async () => {
    const answer = await server.raw(head.map(filled), body);
    expect([status].flat()).toContain(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]));
    expect(answer).not.toMatch(/access-control|root:/i);
  });

test('what is wrong too often is not looked at for a minute; who is right still is', async () => {
  for (let times = 0; times < 11; times++) await server.ask('/api/v1/server', { token: `ws_wrong_${'0'.repeat(20)}` });
  expect((await server.ask('/api/v1/server', { token: `ws_wrong_${'0'.repeat(20)}` })).status).toBe(429);
  expect((await server.ask('/api/v1/server')).status).toBe(200);
});
