import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttp, type HttpParts } from '../../../../../adapters/tools/http/http.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import type { ToolCall } from '../../../../../core/tool.ts';
import { callTool } from '../bench.ts';

const said = (text: string): unknown => expect.stringContaining(text) as unknown;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
/** A server of the test; gives its origin. */
const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};
const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};

const HOME: HttpParts = { allow: ['127.0.0.0/8'] };
const ask = (args: JsonObject, over: Partial<ToolCall> = {}, http: HttpParts = HOME) =>
  callTool('http', args, { parts: { http }, call: over });

describe('a request', () => {
  test('says what the step says, and its answer is outputs', async () => {
    const url = await serve((request, response) => {
      void textOf(request).then((body) =>
        json(response, {
          method: request.method,
          url: request.url,
          body,
          type: request.headers['content-type'],
          x: request.headers['x-a'],
        }),
      );
    });
    const called = await ask({
      url: `${url}/p?a=1`,
      method: 'POST',
      query: { b: ['x y', 2] },
      json: { n: [1] },
      headers: { 'X-A': 'v' },
    });
    expect(called.outputs).toEqual({
      ...{ status: 200, url: `${url}/p`, headers: { 'content-type': 'application/json' } },
      data: { method: 'POST', url: '/p?a=1&b=x+y&b=2', body: '{"n":[1]}', type: 'application/json', x: 'v' },
    });
    expect((await ask({ url, method: 'PUT', form: { a: 'x&y', b: 1 } })).outputs).toMatchObject({
      data: { body: 'a=x%26y&b=1', type: 'application/x-www-form-urlencoded' },
    });
    expect((await ask({ url, pointer: '/method' })).outputs).toMatchObject({ data: 'GET' });
  });

  test('takes text for text, and unpacks what is packed', async () => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', etag: '"1"' }).end(gzipSync('hello')),
    );
    expect((await ask({ url })).outputs).toMatchObject({ text: 'hello', headers: { etag: '"1"' } });
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'x-unknown'])(
    'takes what is packed by no way that it knows (%s) as it is',
    async (coding) => {
      const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': coding }).end('as it is'));
      expect((await ask({ url })).outputs).toMatchObject({ text: 'as it is' });
    },
  );

  test('carries secrets by their names, which no failure and no report tells', async () => {
    const url = await serve((request, response) =>
      json(response, { got: [request.headers.authorization, request.headers['x-key']].map((each) => each?.length) }),
    );
    const env = { TOKEN: 'hunter2hunter2', PATH: process.env['PATH'] ?? '' };
    const called = await ask(
      { url, bearer: 'TOKEN', headers: { 'x-key': { secret: 'TOKEN', prefix: 'k ' } } },
      { env },
    );
    expect(called.outputs).toMatchObject({ data: { got: [21, 16] } });
    expect(called.report).not.toContain('hunter2');
    const basic = await ask({ url, basic: { user: 'ada', password: 'TOKEN' } }, { env });
    expect(basic.outputs).toMatchObject({ data: { got: [30, null] } });
    const missing = await ask({ url, bearer: 'OTHER' }, { env });
    expect(missing.failure).toMatchObject({
      code: 'bad-input',
      pointer: '/with/bearer',
      message: said('name it in its "secrets"'),
    });
    const split = await ask({ url, headers: { 'x-key': { secret: 'TOKEN' } } }, { env: { TOKEN: 'hunter2\r\nx: y' } });
    expect(split.failure).toMatchObject({ code: 'bad-input', pointer: '/with/headers/x-key' });
    expect(JSON.stringify(split)).not.toContain('hunter2');
  });

  test.each(['Host', 'Content-Length', 'Transfer-Encoding', 'a b', 'Proxy-Authorization'])(
    'sets no header %s',
    async (name) => {
      expect((await ask({ url: 'http://127.0.0.1', headers: { [name]: 'x' } })).failure).toMatchObject({
        code: 'bad-input',
        pointer: `/with/headers/${name}`,
      });
    },
  );

  test.each(['ftp://a.example', 'file:///etc/passwd', 'a.example', 'http://u:p@a.example'])(
    'asks no %s, which is told before anything starts',
    async (url) => {
      expect((await ask({ url })).failure).toMatchObject({ code: 'bad-input', pointer: '/with/url' });
      expect(createHttp(HOME).examine?.({ url })).toMatchObject([{ pointer: '/url' }]);
    },
  );
});

describe('an answer', () => {
  test.each([
    [401, 'unauthenticated', {}],
    [402, 'quota-exceeded', {}],
    [403, 'permission-denied', {}],
    [404, 'tool-exit', { status: 404 }],
    [429, 'rate-limited', { resetsAt: expect.any(Number) as unknown }],
    [500, 'unavailable', {}],
    [503, 'unavailable', { resetsAt: expect.any(Number) as unknown }],
    [304, 'tool-exit', { status: 304 }],
  ])('with status %s is the failure %s', async (status, code, fields) => {
    const url = await serve((_, response) => response.writeHead(status, { 'retry-after': '3600' }).end('why'));
    const { ended, failure } = await ask({ url, retries: 0 });
    expect(failure).toMatchObject({ code, ...fields, message: said(`was answered with ${status}`) });
    expect(ended).toMatchObject({ error: { evidence: { http: { status, headers: { 'retry-after': '3600' } } } } });
  });

  test('is as it is expected to be, or a bad output', async () => {
    const url = await serve((_, response) => json(response, { id: 1 }, 409));
    expect((await ask({ url, expect: { status: [200, '4xx'] } })).outputs).toMatchObject({
      status: 409,
      data: { id: 1 },
    });
    const body = { type: 'object', properties: { id: { type: 'string' } } };
    expect((await ask({ url, expect: { status: 409, body } })).failure).toMatchObject({
      code: 'bad-output',
      pointer: '/id',
    });
    expect((await ask({ url, expect: { status: 409 }, pointer: '/x' })).failure).toMatchObject({
      code: 'bad-output',
      pointer: '/x',
    });
    const text = await serve((_, response) => response.end('<html>'));
    expect((await ask({ url: text, expect: { body } })).failure).toMatchObject({
      code: 'bad-output',
      message: said('no JSON'),
    });
  });

  test('is no larger than it may be, packed or unpacked', async () => {
    const packed = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
    );
    expect((await ask({ url: packed })).failure).toMatchObject({
      code: 'bad-output',
      message: said('larger than 1048576'),
    });
    const endless = await serve((_, response) => {
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536), more));
      more();
    });
    expect((await ask({ url: endless, maxBytes: 200_000 })).failure).toMatchObject({ code: 'bad-output' });
  });

  test('that does not come is given up at its time, or when the step is stopped', async () => {
    let asked: () => void = () => undefined;
    const url = await serve(() => asked());
    expect((await ask({ url }, { timeoutMs: 300 })).failure).toMatchObject({ code: 'timeout', afterMs: 300 });
    const stop = new AbortController();
    asked = (): void => stop.abort('cancel');
    expect((await ask({ url }, { signal: stop.signal })).failure).toMatchObject({ code: 'interrupted' });
  });
});

describe('what may be asked twice', () => {
  test('is asked again within the attempt, and what may not is not', async () => {
    const counts: Record<string, number> = {};
    const url = await serve((request, response) => {
      const count = (counts[request.method ?? ''] = (counts[request.method ?? ''] ?? 0) + 1);
      json(response, { count }, count < 3 ? 503 : 200);
    });
    expect((await ask({ url })).outputs).toMatchObject({ data: { count: 3 } });
    expect((await ask({ url, method: 'POST' })).failure).toMatchObject({ code: 'unavailable' });
    expect(counts).toEqual({ GET: 3, POST: 1 });
  });

  test('is asked again where the connection broke, and then fails with what the network said', async () => {
    let count = 0;
    const url = await serve((request) => {
      count += 1;
      request.socket.destroy();
    });
    const { ended } = await ask({ url, retries: 1 });
    expect(ended).toMatchObject({
      error: {
        failure: { code: 'unavailable', message: said('reached nobody') },
        evidence: { thrown: { code: 'ECONNRESET' } },
      },
    });
    expect(count).toBe(2);
  });
});

describe('a redirect', () => {
  const leading = (to: string, status = 302) =>
    serve((request, response) => {
      if (request.url === '/end') json(response, { method: request.method, key: request.headers['x-api-key'] ?? null });
      else response.writeHead(status, { location: to }).end();
    });

  test('is followed, as another method where that is the custom', async () => {
    expect((await ask({ url: await leading('/end'), method: 'POST', json: {} })).outputs).toMatchObject({
      data: { method: 'GET' },
    });
    expect((await ask({ url: await leading('/end', 307), method: 'POST', json: {} })).outputs).toMatchObject({
      data: { method: 'POST' },
    });
  });

  test('to another origin gets no credentials, with which it is not followed', async () => {
    const other = await leading('/end');
    const url = await leading(`${other}/end`);
    expect((await ask({ url })).outputs).toMatchObject({ data: { key: null } });
    const env = { KEY: 'secret-secret' };
    for (const headers of [{ 'x-api-key': 'plain' }, { 'x-other': { secret: 'KEY' } }])
      expect((await ask({ url, headers }, { env })).failure).toMatchObject({
        code: 'tool-exit',
        message: said('credentials'),
      });
    expect((await ask({ url: await leading('/end'), headers: { 'x-api-key': 'plain' } })).outputs).toMatchObject({
      data: { key: 'plain' },
    });
  });

  test('goes on only so often, and not at all where it is not to', async () => {
    const url = await leading('/again');
    expect((await ask({ url })).failure).toMatchObject({ message: said('more than 5 times') });
    expect((await ask({ url, redirects: 0, expect: { status: 302 } })).outputs).toMatchObject({
      status: 302,
      headers: { location: '/again' },
    });
  });

  test('to where nothing may be reached is refused', async () => {
    const url = await leading('http://169.254.169.254/latest/meta-data');
    expect((await ask({ url })).failure).toMatchObject({ code: 'bad-input', message: said('169.254.169.254') });
  });
});

describe('whom it may reach', () => {
  const CLOSED: HttpParts = { allow: [] };
  test.each([
    ...[
      'http://127.0.0.1',
      'http://localhost',
      'http://[::1]',
      'http://[::ffff:127.0.0.1]',
      'http://2130706433',
      'http://0x7f.1',
      'http://0',
    ],
    ...[
      'http://10.1.2.3',
      'http://169.254.169.254',
      'http://[fd00::1]',
      'http://[fe80::1]',
      'http://[64:ff9b::a00:1]',
      'http://[::127.0.0.1]',
      'http://100.64.0.1',
    ],
  ])('is nobody at %s', async (url) => {
    expect((await ask({ url }, {}, CLOSED)).failure).toMatchObject({
      code: 'bad-input',
      pointer: '/with/url',
      message: said('not of the public internet'),
    });
  });

  test('is judged by the address that is connected to: a name is looked up once, and the answer that was judged is used', async () => {
    const url = await serve((_, response) => json(response, 'reached'));
    const { port } = new URL(url);
    let asked = 0;
    const answers = ['93.184.216.34', '127.0.0.1'];
    const lookup = ((
      _: string,
      __: object,
      done: (error: null, found: readonly { address: string; family: number }[]) => void,
    ) => {
      done(null, [{ address: answers[Math.min(asked++, 1)] ?? '', family: 4 }]);
    }) as unknown as NonNullable<HttpParts['lookup']>;
    asked = 1;
    const refused = await ask({ url: `http://rebound.example:${port}` }, {}, { allow: [], lookup });
    expect(refused.failure).toMatchObject({ code: 'bad-input', message: said('rebound.example is 127.0.0.1') });
    const mixed = ((
      _: string,
      __: object,
      done: (error: null, found: readonly { address: string; family: number }[]) => void,
    ) => {
      done(
        null,
        answers.map((address) => ({ address, family: 4 })),
      );
    }) as unknown as NonNullable<HttpParts['lookup']>;
    expect(
      (await ask({ url: `http://mixed.example:${port}` }, {}, { allow: [], lookup: mixed })).failure,
    ).toMatchObject({ code: 'bad-input' });
    expect(
      (await ask({ url: `http://rebound.example:${port}` }, {}, { allow: [`rebound.example:${port}`], lookup }))
        .outputs,
    ).toMatchObject({ data: 'reached' });
    expect(
      (await ask({ url: `http://rebound.example:${port}` }, {}, { allow: ['rebound.example:1'], lookup })).failure,
    ).toMatchObject({ code: 'bad-input' });
  });
});

describe('a proxy of the environment', () => {
  test('is gone through, but not around what may be reached, nor where it is excepted', async () => {
    const seen: string[] = [];
    const target = await serve((_, response) => json(response, 'direct'));
    const proxy = await serve((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      json(response, 'through');
    });
    const env = { http_proxy: proxy.replace('//', '//ada:pw@') };
    expect((await ask({ url: `${target}/x` }, { env })).outputs).toMatchObject({ data: 'through' });
    expect(seen).toEqual([`GET ${target}/x Basic ${Buffer.from('ada:pw').toString('base64')}`]);
    expect((await ask({ url: target }, { env: { ...env, NO_PROXY: 'a.example,127.0.0.1' } })).outputs).toMatchObject({
      data: 'direct',
    });
    expect((await ask({ url: 'http://10.0.0.1/' }, { env }, { allow: [] })).failure).toMatchObject({
      code: 'bad-input',
    });
    expect(seen).toHaveLength(1);
  });

  test('is asked for a tunnel where it must not read along', async () => {
    const asked: string[] = [];
    const proxy = await serve(() => undefined);
    servers[0]?.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const { failure } = await ask({ url: 'https://127.0.0.1:1/x', retries: 0 }, { env: { HTTPS_PROXY: proxy } });
    expect([asked, failure]).toMatchObject([['127.0.0.1:1'], { code: 'unavailable', message: said('answered 403') }]);
  });
});
