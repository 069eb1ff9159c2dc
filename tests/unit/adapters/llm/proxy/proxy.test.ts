import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import type { ModelWire } from '../../../../../core/model-proxy.ts';
import { aPass, aProvider, ask, event, KEY } from './proxy-rig.ts';

const CHAT = '/chat/completions';
const USAGE = { usage: { prompt_tokens: 100, completion_tokens: 20 } };

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-up': '1' });
  response.end(JSON.stringify(value));
};

/** Twelve characters an event, for as long as somebody listens. */
const endless = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const go = (): void => {
    if (response.destroyed) return;
    response.write(event({ choices: [{ delta: { content: 'twelve chars' } }] }));
    setImmediate(go);
  };
  go();
};

describe('what goes through', () => {
  test('are the bytes that came, with the real key in place of the token, and the answer as it is', async () => {
    const provider = await aProvider((response) => json(response, USAGE));
    const pass = await aPass({ baseUrl: `${provider.url}/v1` });
    const body = '{ "model" : "m",  "messages":[ ] ,"x":"é\\u0041" }';
    const got = await ask(pass, CHAT, body, { headers: { 'x-of-cli': '7' } });
    expect(got).toMatchObject({ status: 200, text: JSON.stringify(USAGE), headers: { 'x-up': '1' }, isWhole: true });
    const [seen] = provider.seen;
    expect(seen).toMatchObject({ url: '/v1/chat/completions', body, headers: { 'x-of-cli': '7' } });
    expect(seen?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify(seen)).not.toContain(pass.doors[0]?.token);
    expect(pass.used()).toMatchObject({ model: 'm', calls: 1, tokens: { input: 100, output: 20 }, isEstimated: false });
  });

  test.each([
    ['anthropic', 'key', 'x-api-key', KEY],
    ['anthropic', 'bearer', 'authorization', `Bearer ${KEY}`],
    ['google', 'key', 'x-goog-api-key', KEY],
  ] as const)('shows the key of %s as its %s', async (wire, keyAs, header, value) => {
    const provider = await aProvider((response) => json(response, {}));
    const pass = await aPass({ wire, keyAs, baseUrl: provider.url });
    const path = wire === 'google' ? '/v1beta/models?key=mine&page=2' : '/v1/models?page=2';
    await ask(pass, path, '', { method: 'GET' });
    expect(provider.seen[0]?.headers[header]).toBe(value);
    expect(provider.seen[0]?.url).toBe(wire === 'google' ? '/v1beta/models?page=2' : '/v1/models?page=2');
  });

  test('a stream of chat is asked for its usage, which its CLI does not see where it did not ask itself', async () => {
    const words = event({ choices: [{ delta: { content: 'é' } }] });
    const provider = await aProvider((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${words}${event({ choices: [], ...USAGE })}data: [DONE]\n\n`);
    });
    const pass = await aPass({ baseUrl: provider.url });
    const got = await ask(pass, CHAT, { model: 'm', stream: true });
    expect(JSON.parse(provider.seen[0]?.body ?? '')).toMatchObject({ stream_options: { include_usage: true } });
    expect(got.text).toBe(`${words}data: [DONE]\n\n`);
    expect(pass.used().tokens).toMatchObject({ input: 100, output: 20 });
  });

  test('may be asked of another model than the CLI wanted', async () => {
    const provider = await aProvider((response) => json(response, USAGE));
    const pass = await aPass({ baseUrl: provider.url }, { map: { big: 'small' }, models: ['big'] });
    await ask(pass, CHAT, { model: 'big' });
    expect(JSON.parse(provider.seen[0]?.body ?? '')).toEqual({ model: 'small' });
    expect(pass.used().model).toBe('small');
    const google = await aPass({ wire: 'google', baseUrl: provider.url }, { map: { big: 'small' } });
    await ask(google, '/v1beta/models/big:generateContent', { contents: [] });
    expect(provider.seen[1]).toMatchObject({ url: '/v1beta/models/small:generateContent', body: '{"contents":[]}' });
  });
});

describe('what is shut', () => {
  test.each([
    ['/files', { model: 'm' }, 'POST', 404],
    ['/chat/../files', { model: 'm' }, 'POST', 404],
    ['//chat/completions', { model: 'm' }, 'POST', 404],
    ['/chat%2fcompletions', { model: 'm' }, 'POST', 404],
    ['/batches', { model: 'm' }, 'POST', 404],
    [CHAT, { model: 'm' }, 'DELETE', 404],
    [CHAT, { model: 'other' }, 'POST', 400],
    [CHAT, {}, 'POST', 400],
    [CHAT, '{"model":"m","model":"other"}', 'POST', 400],
    [CHAT, '{"model":"other","model":"m"}', 'POST', 400],
    [CHAT, '{"model":"m","mod\\u0065l":"other"}', 'POST', 400],
    [CHAT, 'not json', 'POST', 400],
    ['/responses', { model: 'm', background: true }, 'POST', 400],
    ['/responses', { model: 'm', tools: [{ type: 'web_search' }] }, 'POST', 400],
    ['/responses', { model: 'm', service_tier: 'priority' }, 'POST', 400],
    ['/responses', '{"model":"m","tools":[{"type":"web_search"}],"tools":[]}', 'POST', 400],
    ['/responses', '{"model":"m","tools":[{"type":"web_search","type":"function"}]}', 'POST', 400],
    ['/responses', '{"model":"m","background":true,"background":false}', 'POST', 400],
    ['/responses', { model: 'm', background: 'true' }, 'POST', 400],
    ['/responses', { model: 'm', Tools: [{ type: 'web_search' }] }, 'POST', 400],
    ['/responses', { model: 'm', tools: [{ Type: 'web_search' }] }, 'POST', 400],
    ['/responses', { model: 'm', tools: [{ type: 'shell', environment: { type: 'container_auto' } }] }, 'POST', 400],
  ])('%s %j by %s', async (path, body, method, status) => {
    const provider = await aProvider((response) => json(response, USAGE));
    const pass = await aPass({ baseUrl: provider.url }, { models: ['m'] });
    expect(await ask(pass, path, body, { method })).toMatchObject({ status });
    expect(provider.seen).toEqual([]);
  });

  test('is everything to another token, to the door of another wire, and after the attempt', async () => {
    const provider = await aProvider((response) => json(response, USAGE));
    const pass = await aPass({ baseUrl: provider.url });
    expect((await ask(pass, CHAT, { model: 'm' }, { token: 'ws-wrong' })).status).toBe(401);
    const [door] = pass.doors;
    const foreign = { doors: [{ url: (door?.url ?? '').replace('/openai', '/anthropic'), token: door?.token ?? '' }] };
    expect((await ask(foreign, '/v1/messages', { model: 'm' })).status).toBe(404);
    pass.close();
    expect((await ask(pass, CHAT, { model: 'm' })).status).toBe(401);
    expect(provider.seen).toEqual([]);
  });
});

test('a request that is still coming when its attempt ends reaches no provider', async () => {
  const provider = await aProvider((response) => json(response, USAGE));
  const pass = await aPass({ baseUrl: provider.url });
  const [door] = pass.doors;
  const asked = request(`${door?.url}${CHAT}`, { method: 'POST', headers: { authorization: `Bearer ${door?.token}` } });
  const lost = new Promise((resolve) => asked.once('close', resolve));
  asked.on('error', () => undefined);
  // Its headers are read once it is told to go on.
  asked.setHeader('expect', '100-continue');
  asked.flushHeaders();
  await once(asked, 'continue');
  asked.write('{"model":');
  pass.close();
  asked.end('"m"}');
  await lost;
  expect(provider.seen).toEqual([]);
  expect(pass.used().calls).toBe(0);
});

test('a request that is larger than any of a model is told so', async () => {
  const provider = await aProvider((response) => json(response, USAGE));
  const pass = await aPass({ baseUrl: provider.url });
  const body = `{"model":"m","pad":"${'x'.repeat(65 << 20)}"}`;
  const got = await ask(pass, CHAT, body, { headers: { connection: 'close' } });
  expect(got).toMatchObject({ status: 413, headers: { 'x-should-retry': 'false' } });
  expect(provider.seen).toEqual([]);
});

describe('what a provider would count by', () => {
  test('is not left out of its answer', async () => {
    const provider = await aProvider((response) => json(response, {}));
    const pass = await aPass({ wire: 'google', baseUrl: provider.url });
    const headers = { 'x-goog-fieldmask': 'candidates', 'x-http-method-override': 'DELETE' };
    await ask(pass, '/v1beta/models/m:generateContent?fields=candidates&alt=json', {}, { headers });
    expect(provider.seen[0]?.url).toBe('/v1beta/models/m:generateContent?alt=json');
    expect(Object.keys(provider.seen[0]?.headers ?? {})).not.toContain('x-goog-fieldmask');
    expect(Object.keys(provider.seen[0]?.headers ?? {})).not.toContain('x-http-method-override');
  });
});

describe('who may reach models alone', () => {
  const at = 'https://evil.example/?secret';
  test.each<[ModelWire, string, object]>([
    ['anthropic', '/v1/messages', { messages: [{ content: [{ type: 'image', source: { type: 'url', url: at } }] }] }],
    ['openai', CHAT, { messages: [{ content: [{ type: 'image_url', image_url: { url: at } }] }] }],
    ['openai', '/responses', { input: [{ content: [{ type: 'input_file', file_url: at }] }] }],
    ['google', '/v1beta/models/m:generateContent', { contents: [{ parts: [{ fileData: { fileUri: at } }] }] }],
  ])('has no provider fetch anything for it: %s %s', async (wire, path, body) => {
    const provider = await aProvider((response) => json(response, USAGE));
    const alone = await aPass({ wire, baseUrl: provider.url }, { reach: 'models' });
    expect(await ask(alone, path, { model: 'm', ...body })).toMatchObject({ status: 400 });
    expect(provider.seen).toEqual([]);
    const data = JSON.parse(JSON.stringify(body).replace(at, 'data:image/png;base64,AA')) as object;
    expect(await ask(alone, path, { model: 'm', ...data })).toMatchObject({ status: 200 });
    const other = await aPass({ wire, baseUrl: provider.url });
    expect(await ask(other, path, { model: 'm', ...body })).toMatchObject({ status: 200 });
  });
});

describe('a budget', () => {
  test('is one for all answers that grow beside each other', async () => {
    const provider = await aProvider(endless);
    const pass = await aPass({ baseUrl: provider.url }, { budget: { tokens: 2000, microUsd: null } });
    await Promise.all(Array.from({ length: 10 }, () => ask(pass, CHAT, { model: 'm', stream: true })));
    const { tokens } = pass.used();
    expect(tokens.input + tokens.output).toBeGreaterThan(1900);
    expect(tokens.input + tokens.output).toBeLessThan(2300);
  });

  test('holds the longest of an answer that comes at once, and could not be cut', async () => {
    const provider = await aProvider((response) => json(response, USAGE));
    const pass = await aPass({ baseUrl: provider.url }, { budget: { tokens: 5000, microUsd: null } });
    const long = { model: 'm', max_tokens: 4000 };
    const all = await Promise.all([ask(pass, CHAT, long), ask(pass, CHAT, long)]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(provider.seen).toHaveLength(1);
  });

  test('lets calls side by side not pass together', async () => {
    const provider = await aProvider((response) => json(response, USAGE));
    const pass = await aPass({ baseUrl: provider.url }, { budget: { tokens: 450, microUsd: null } });
    const all = await Promise.all(
      Array.from({ length: 20 }, () => ask(pass, CHAT, { model: 'm', pad: 'x'.repeat(370) })),
    );
    const passed = all.filter(({ status }) => status === 200);
    expect(passed.length).toBeGreaterThan(0);
    expect(passed.length).toBeLessThanOrEqual(4);
    for (const got of all.filter(({ status }) => status !== 200))
      expect(got).toMatchObject({ status: 400, headers: { 'x-should-retry': 'false' } });
    expect(pass.verdict()).toContain('the budget of 450 tokens is spent');
  });

  test('cuts an answer while it grows, in the words of its format, and lets the provider go', async () => {
    const provider = await aProvider(endless);
    const onVerdict = vi.fn();
    const pass = await aPass({ baseUrl: provider.url }, { budget: { tokens: 200, microUsd: null }, onVerdict });
    const got = await ask(pass, CHAT, { model: 'm', stream: true });
    expect(got.text).toMatch(/insufficient_quota/);
    const { tokens, isEstimated } = pass.used();
    expect(tokens.input + tokens.output).toBeGreaterThan(190);
    expect(tokens.input + tokens.output).toBeLessThan(215);
    expect(isEstimated).toBe(true);
    expect(onVerdict).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(provider.open()).toBe(0));
    expect((await ask(pass, CHAT, { model: 'm' })).status).toBe(400);
    expect(provider.seen).toHaveLength(1);
  });

  test('in dollars is kept by the price of the model, and refused where nobody knows it', async () => {
    const provider = await aProvider((response) => json(response, USAGE));
    const price = { input: 3, output: 15, cacheRead: null, cacheWrite: null };
    const priceOf = (model: string): typeof price | null => (model === 'm' ? price : null);
    const pass = await aPass({ baseUrl: provider.url }, { budget: { tokens: null, microUsd: 601 }, priceOf });
    expect((await ask(pass, CHAT, { model: 'm' })).status).toBe(200);
    expect(pass.used().costMicroUsd).toBe(100 * 3 + 20 * 15);
    expect((await ask(pass, CHAT, { model: 'm' })).text).toContain('the budget of $0.0006 is spent');
    const other = await aPass({ baseUrl: provider.url }, { budget: { tokens: null, microUsd: 600 }, priceOf });
    expect((await ask(other, CHAT, { model: 'odd' })).text).toContain('nobody knows what odd costs');
  });

  test('of a stream of Google is torn: its CLI takes an error for a happy end', async () => {
    const provider = await aProvider((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const go = (): void => {
        if (response.destroyed) return;
        response.write(event({ candidates: [{ content: { parts: [{ text: 'twelve chars' }] } }] }));
        setImmediate(go);
      };
      go();
    });
    const pass = await aPass({ wire: 'google', baseUrl: provider.url }, { budget: { tokens: 100, microUsd: null } });
    const got = await ask(pass, '/v1beta/models/m:streamGenerateContent?alt=sse', { contents: [] });
    expect(got.isWhole).toBe(false);
    expect(got.text).not.toContain('error');
  });
});

test('an answer that is too deep to be walked goes through, and takes nothing down', async () => {
  const deep = `{"choices":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const provider = await aProvider((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${deep}\n\n${event(USAGE)}`);
  });
  const pass = await aPass({ baseUrl: provider.url }, { budget: { tokens: 10_000, microUsd: null } });
  const got = await ask(pass, CHAT, { model: 'm', stream: true, stream_options: { include_usage: true } });
  expect(got).toMatchObject({ status: 200, isWhole: true });
  expect(pass.used().tokens).toMatchObject({ input: 100, output: 20 });
  expect((await ask(pass, CHAT, deep)).status).toBe(400);
});

describe('where one side leaves', () => {
  test('the provider is let go when the CLI goes, and what was written is guessed', async () => {
    const provider = await aProvider(endless);
    const pass = await aPass({ baseUrl: provider.url });
    await ask(pass, CHAT, { model: 'm', stream: true }, { hear: (_, asked) => asked.destroy() });
    await vi.waitFor(() => expect(provider.open()).toBe(0));
    await vi.waitFor(() => expect(pass.used()).toMatchObject({ calls: 1, isEstimated: true }));
    expect(pass.used().tokens.output).toBeGreaterThan(0);
  });

  test('half an answer has no clean end', async () => {
    const provider = await aProvider((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ choices: [] }), () => response.destroy());
    });
    const pass = await aPass({ baseUrl: provider.url });
    expect((await ask(pass, CHAT, { model: 'm', stream: true })).isWhole).toBe(false);
  });

  test('both are let go when the attempt is over', async () => {
    const provider = await aProvider(endless);
    const pass = await aPass({ baseUrl: provider.url });
    const got = await ask(pass, CHAT, { model: 'm', stream: true }, { hear: () => pass.close() });
    expect(got.isWhole).toBe(false);
    await vi.waitFor(() => expect(provider.open()).toBe(0));
  });

  test('a provider that cannot be reached holds nothing back of the budget', async () => {
    const pass = await aPass({ baseUrl: 'http://127.0.0.1:1' }, { budget: { tokens: 100, microUsd: null } });
    for (let n = 0; n < 20; n++) expect((await ask(pass, CHAT, { model: 'm', pad: 'x'.repeat(300) })).status).toBe(502);
    expect(pass.verdict()).toBeNull();
  });
});

describe('what a provider sends back', () => {
  test.each([
    ['in its answer', (response: ServerResponse) => json(response, { echo: `Bearer ${KEY}`, ...USAGE })],
    [
      'in pieces',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: "${KEY.slice(0, 9)}`, () => setImmediate(() => response.end(`${KEY.slice(9)}"\n\n`)));
      },
    ],
    [
      'beside its status',
      (response: ServerResponse) => {
        response.writeHead(400, `no ${KEY}`);
        response.end('{}');
      },
    ],
    [
      'in a header',
      (response: ServerResponse) => {
        response.writeHead(400, { 'x-debug': KEY });
        response.end('{}');
      },
    ],
  ])('is not passed on where the key is %s', async (_, reply) => {
    const provider = await aProvider(reply);
    const pass = await aPass({ baseUrl: provider.url });
    const got = await ask(pass, CHAT, { model: 'm' });
    expect(JSON.stringify(got)).not.toContain(KEY);
    expect(got.text).not.toContain(KEY.slice(9));
  });

  test('is kept where it was no success, to read the cause from, until a success follows', async () => {
    let status = 429;
    const provider = await aProvider((response) => json(response, { error: { message: 'slow down' } }, status));
    const pass = await aPass({ baseUrl: provider.url });
    expect((await ask(pass, CHAT, { model: 'm' })).status).toBe(429);
    expect(pass.lastRefusal()).toMatchObject({ status: 429, headers: { 'x-up': '1' } });
    expect(pass.lastRefusal()?.body).toContain('slow down');
    status = 200;
    await ask(pass, CHAT, { model: 'm' });
    expect(pass.lastRefusal()).toBeNull();
  });
});
