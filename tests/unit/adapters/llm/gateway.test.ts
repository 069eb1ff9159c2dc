import { describe, expect, test } from 'vitest';
import { NO_SETTINGS } from '../../../../core/model.ts';
import type { Breakers } from '../../../../core/breakers.ts';
import { instant } from '../../../../core/id.ts';
import type { SetAside } from '../../../../core/usage.ts';
import type { Reply } from '../../../clis/model-server/replies.ts';
import { aCall, aConfig, aGateway, aProvider, ask, KINDS, serve } from './gateway-rig.ts';

const SCHEMA = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
  additionalProperties: false,
};

const SAID: Reply = { kind: 'text', text: 'It is said.' };

describe.each(KINDS)('a provider of kind %s', (kind) => {
  test('answers with text as it comes, and with the tokens it counted', async () => {
    const { url } = await serve(() => SAID);
    const { result, heard } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall());
    expect(result).toMatchObject({
      ok: true,
      value: { text: 'It is said.', value: null, provider: 'p', model: 'test-model', costMicroUsd: null, tried: [] },
    });
    expect(result.ok && result.value.tokens).toMatchObject({ input: 100, output: 20 });
    expect(heard).toBe('It is said.');
  });

  test('answers with a value where a schema is asked for', async () => {
    const { url } = await serve(() => ({ kind: 'text', text: '{"name":"Ada","age":36}' }));
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall({ schema: SCHEMA }));
    expect(result).toMatchObject({ ok: true, value: { value: { name: 'Ada', age: 36 } } });
  });

  test('is shown an answer that does not fit once, and may mend it', async () => {
    const { url, count } = await serve(({ text }) => ({
      kind: 'text',
      text: text.includes('cannot be used') ? '{"name":"Ada"}' : 'Her name is Ada.',
    }));
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall({ schema: SCHEMA }));
    expect(result).toMatchObject({ ok: true, value: { value: { name: 'Ada' }, tokens: { input: 200, output: 40 } } });
    expect(count()).toBe(2);
  });

  test('that never fits gives a failure, and no result', async () => {
    const { url, count } = await serve(() => ({ kind: 'text', text: '{"name":7}' }));
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall({ schema: SCHEMA }));
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'bad-output' }, tokens: { input: 200 } } });
    expect(count()).toBe(2);
  });

  test.each<[string, Reply]>([
    ['unauthenticated', { kind: 'status', status: 401 }],
    ['quota-exceeded', { kind: 'status', status: 402 }],
    ['permission-denied', { kind: 'status', status: 403 }],
    ['model-not-found', { kind: 'status', status: 404 }],
    ['rate-limited', { kind: 'status', status: 429 }],
    ['unavailable', { kind: 'status', status: 500 }],
    ['unavailable', { kind: 'status', status: 503 }],
    ['unavailable', { kind: 'status', status: 529 }],
    ['truncated', { kind: 'text', text: 'It is', end: 'length' }],
    ['refused', { kind: 'text', text: 'It is', end: 'filter' }],
    ['network', { kind: 'text', text: 'It is', end: 'torn' }],
  ])('fails as %s, and is asked once, where it answers %j', async (code, reply) => {
    const { url, count } = await serve(() => reply);
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall());
    expect(result).toMatchObject({ ok: false, error: { failure: { code } } });
    expect(count()).toBe(1);
  });

  test('that answers with anything fails as what comes back by itself, and no error is quoted whole', async () => {
    const { url } = await serve(() => ({ kind: 'garbage' }));
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall());
    const failure = result.ok ? null : result.error.failure;
    expect(['network', 'unavailable']).toContain(failure?.code);
    expect(failure?.message.length).toBeLessThan(400);
  });

  test('that is silent for too long fails as timeout', async () => {
    const { url } = await serve(() => ({ kind: 'silence' }));
    const call = aCall({ settings: { ...NO_SETTINGS, timeoutMs: 50 } });
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), call);
    expect(result).toMatchObject({
      ok: false,
      error: { failure: { code: 'timeout', message: 'no answer within 0.05 s' } },
    });
  });

  test('is left at once when the call is cancelled', async () => {
    const cancel = new AbortController();
    const { url } = await serve(() => {
      setImmediate(() => cancel.abort());
      return { kind: 'silence' };
    });
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall(), cancel.signal);
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'interrupted' } } });
  });

  test('is asked for the time it said it would be back', async () => {
    const { url } = await serve(() => ({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }));
    const before = Date.now();
    const { result } = await ask(aGateway(aConfig(aProvider('p', kind, url))), aCall());
    const retryAt = result.ok ? null : result.error.failure.retryAt;
    expect(Math.round(((retryAt ?? 0) - before) / 60_000)).toBe(60);
  });
});

describe('routes', () => {
  test('go on to the next provider, and the reply says what was tried', async () => {
    const down = await serve(() => ({ kind: 'status', status: 503 }));
    const up = await serve(() => SAID);
    const gateway = aGateway(aConfig(aProvider('a', 'anthropic', down.url), aProvider('b', 'google', up.url)));
    const { result } = await ask(gateway, aCall());
    expect(result).toMatchObject({
      ok: true,
      value: { provider: 'b', tried: [{ provider: 'a', failure: { code: 'unavailable' } }] },
    });
  });

  test('end where no other could do better', async () => {
    const refusing = await serve(() => ({ kind: 'text', text: '', end: 'filter' }));
    const up = await serve(() => SAID);
    const gateway = aGateway(aConfig(aProvider('a', 'anthropic', refusing.url), aProvider('b', 'google', up.url)));
    const { result } = await ask(gateway, aCall());
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'refused' } } });
    expect(up.count()).toBe(0);
  });

  test('that all fail give the last failure, and each with its code', async () => {
    const down = await serve(() => ({ kind: 'status', status: 500 }));
    const poor = await serve(() => ({ kind: 'status', status: 402 }));
    const gateway = aGateway(aConfig(aProvider('a', 'openai', down.url), aProvider('b', 'compatible', poor.url)));
    const { result } = await ask(gateway, aCall());
    const codes = result.ok ? [] : result.error.tried.map(({ provider, failure }) => [provider, failure.code]);
    expect(codes).toEqual([
      ['a', 'unavailable'],
      ['b', 'quota-exceeded'],
    ]);
  });

  test('without a key say the name of the secret, and nobody is asked', async () => {
    const { url, count } = await serve(() => SAID);
    const { result } = await ask(aGateway(aConfig(aProvider('a', 'openai', url)), {}), aCall());
    expect(result).toMatchObject({
      ok: false,
      error: { failure: { code: 'unauthenticated', message: 'the secret KEY is not set' } },
    });
    expect(count()).toBe(0);
  });
});

describe('money', () => {
  const price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: null };
  const facts = { contextWindow: null, price, settings: NO_SETTINGS };
  const models = new Map([['test-model', facts]]);

  test('is counted where the price is known', async () => {
    const { url } = await serve(() => SAID);
    const { result } = await ask(aGateway(aConfig(aProvider('a', 'openai', url, { models }))), aCall());
    expect(result).toMatchObject({ ok: true, value: { costMicroUsd: 100 * 3 + 20 * 15 } });
  });

  test('is counted at the price that is known of a model wherever it is, unless the configuration says another', async () => {
    const { url } = await serve(() => SAID);
    const prices = new Map([['test-model', { ...price, input: 1, source: 'x', date: '2026-01-01' }]]);
    const known = { ...aConfig(aProvider('a', 'openai', url)), prices };
    const said = { ...aConfig(aProvider('a', 'openai', url, { models })), prices };
    expect((await ask(aGateway(known), aCall())).result).toMatchObject({ value: { costMicroUsd: 100 + 20 * 15 } });
    expect((await ask(aGateway(said), aCall())).result).toMatchObject({ value: { costMicroUsd: 300 + 20 * 15 } });
  });

  /** Lets through what costs no more than this. */
  const upTo = (mostMicroUsd: number) => {
    const asked: (number | null)[] = [];
    const setAside: SetAside = ({ costMicroUsd }) => {
      asked.push(costMicroUsd);
      return costMicroUsd !== null && costMicroUsd <= mostMicroUsd ? null : 'it is too dear';
    };
    return { asked, setAside };
  };

  test.each([
    ['the call may cost more than is left', models, 122_886],
    ['nobody knows what it costs', new Map(), null],
  ])('is not spent where %s', async (_, known, most) => {
    const { url, count } = await serve(() => SAID);
    const { asked, setAside } = upTo(1_000);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url, { models: known })));
    const { result } = await ask(gateway, aCall({ setAside }));
    expect(result).toMatchObject({
      ok: false,
      error: { failure: { code: 'budget-exceeded', message: 'it is too dear' } },
    });
    expect(asked).toEqual([most]);
    expect(count()).toBe(0);
  });

  test('that a second try, or another provider, may cost is set aside with what was spent before', async () => {
    const replies: Reply[] = [{ kind: 'text', text: 'no JSON' }, { kind: 'text', text: 'no JSON' }, SAID];
    const { url, count } = await serve(() => replies.shift() ?? SAID);
    const gateway = aGateway(
      aConfig(aProvider('a', 'openai', url, { models }), aProvider('b', 'openai', url, { models })),
    );
    const { asked, setAside } = upTo(Number.POSITIVE_INFINITY);
    await ask(gateway, aCall({ schema: SCHEMA, setAside }));
    expect(asked).toHaveLength(4);
    const spent = 100 * 3 + 20 * 15;
    expect((asked[2] ?? 0) - (asked[0] ?? 0), 'two calls of the first').toBe(2 * spent);
    expect(asked[1]).toBeGreaterThan((asked[0] ?? 0) + spent);
    expect(count()).toBe(4);
  });

  test('is not spent on a second try that there is no budget for', async () => {
    const { url, count } = await serve(() => ({ kind: 'text', text: 'no JSON' }));
    const { setAside } = upTo(123_000);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url, { models })));
    const { result } = await ask(gateway, aCall({ schema: SCHEMA, setAside }));
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'budget-exceeded' }, costMicroUsd: 600 } });
    expect(count()).toBe(1);
  });
});

describe('breakers', () => {
  /** Lets everybody through but to one, and keeps what each was told. */
  const told = (closed: string | null = null) => {
    const verdicts = new Map<string, string>();
    const breakers: Pick<Breakers, 'admit'> = {
      admit: async ([name = '']) =>
        name === closed
          ? { kind: 'refused', breaker: name, reopensAt: instant(7) }
          : { kind: 'admitted', leave: { settle: async ({ kind }) => void verdicts.set(name, kind) } },
    };
    return { breakers, verdicts };
  };

  test.each<[number | null, string, string]>([
    [null, 'works', 'works'],
    [401, 'works', 'fails'],
    [402, 'works', 'fails'],
    [429, 'works', 'fails'],
    [500, 'fails', 'unknown'],
    [404, 'unknown', 'unknown'],
  ])('are told of an answer %s: the provider %s, the account %s', async (status, ofProvider, ofAccount) => {
    const { url } = await serve(() => (status === null ? SAID : { kind: 'status', status }));
    const { breakers, verdicts } = told();
    await ask(aGateway(aConfig(aProvider('a', 'openai', url)), { KEY: 'k' }, breakers), aCall());
    expect(Object.fromEntries(verdicts)).toEqual({ a: ofProvider, 'a/k': ofAccount });
  });

  test.each(['a', 'a/k'])('that are open (%s) let nobody through, and give back what they gave', async (closed) => {
    const { url, count } = await serve(() => SAID);
    const { breakers, verdicts } = told(closed);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url)), { KEY: 'k' }, breakers);
    const { result } = await ask(gateway, aCall());
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'breaker-open', retryAt: 7 } } });
    expect([...verdicts.values()]).toEqual(closed === 'a' ? [] : ['unknown']);
    expect(count()).toBe(0);
  });
});

describe('the cache', () => {
  test('gives an equal call the answer it had, for nothing', async () => {
    const { url, count } = await serve(() => SAID);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url)));
    await ask(gateway, aCall({ cacheMs: 60_000 }));
    const { result } = await ask(gateway, aCall({ cacheMs: 60_000 }));
    expect(result).toMatchObject({ ok: true, value: { text: 'It is said.', isCached: true, tokens: { input: 0 } } });
    expect(count()).toBe(1);
  });

  test('is not asked unless the call says so', async () => {
    const { url, count } = await serve(() => SAID);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url)));
    await ask(gateway, aCall());
    await ask(gateway, aCall());
    expect(count()).toBe(2);
  });

  test('keeps no failure', async () => {
    const replies: Reply[] = [{ kind: 'status', status: 500 }, SAID];
    const { url } = await serve(() => replies.shift() ?? SAID);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url)));
    await ask(gateway, aCall({ cacheMs: 60_000 }));
    const { result } = await ask(gateway, aCall({ cacheMs: 60_000 }));
    expect(result).toMatchObject({ ok: true, value: { isCached: false } });
  });

  test('lets equal calls share one that is under way, which one of them pays', async () => {
    const { url, count } = await serve(() => SAID);
    const gateway = aGateway(aConfig(aProvider('a', 'openai', url)));
    const both = await Promise.all([ask(gateway, aCall({ cacheMs: 1 })), ask(gateway, aCall({ cacheMs: 1 }))]);
    expect(count()).toBe(1);
    expect(both.map(({ result }) => result.ok && result.value.tokens.input)).toEqual([100, 0]);
  });
});
