/** Every real CLI led through ws to its model: it holds no key, its tokens are counted, and its budget ends it in the middle. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createProxy } from '../../adapters/llm/proxy/proxy.ts';
import { probeSandbox } from '../../adapters/machine/sandbox.ts';
import type { MeteringParts } from '../../adapters/tools/agent/led.ts';
import { CLIS, installed } from './installed.ts';
import { USED, type Script } from './model-server/replies.ts';
import { openModelServer, type ModelServer } from './model-server/server.ts';
import { linkedPlace, newPlace, tryOut, type Trial, type Tried } from './rig.ts';

/** A key that the environment of no process may hold; in two parts, for the command is a text in which it must not stand. */
const KEY = ['sk-real', '0123456789abcdef'].join('-');

const KEYED: Readonly<Record<string, (url: string) => Readonly<Record<string, string>>>> = {
  claude: () => ({ ANTHROPIC_API_KEY: KEY }),
  codex: () => ({ CODEX_API_KEY: KEY }),
  gemini: () => ({ GEMINI_API_KEY: KEY }),
  copilot: () => ({ COPILOT_PROVIDER_API_KEY: KEY }),
  opencode: (url) => ({
    OPENCODE_CONFIG_CONTENT: JSON.stringify({
      ...{ model: 'test/test-model', small_model: 'test/test-model' },
      provider: {
        test: {
          npm: '@ai-sdk/openai-compatible',
          options: { baseURL: `${url}/v1`, apiKey: KEY },
          models: { 'test-model': { name: 'test', limit: { context: 128_000, output: 4096 } } },
        },
      },
    }),
  }),
};

/** Looks for the key in every process that it can see, and says how often it found it. */
const LOOK = `cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c 'sk-rea[l]-0123' > found.txt
env > env.txt
`;
const look: Script = ({ hasResult }) =>
  hasResult ? { kind: 'text', text: 'I looked.' } : { kind: 'command', command: 'sh look.sh' };

const hasSandbox = (await probeSandbox()).available;

describe.each(CLIS)('%s', (cli) => {
  const found = installed(cli);
  if ('missing' in found) {
    test.skip(`is not there: ${found.missing}`, () => undefined);
    return;
  }
  let server: ModelServer | null = null;
  const keys = new Set<string>();
  using proxy = createProxy();
  afterEach(async () => {
    await server?.close();
    server = null;
    keys.clear();
  });
  const run = async (script: Script, trial: Partial<Trial> = {}): Promise<Tried> => {
    const { url } = (server = await openModelServer((request) => {
      keys.add(request.key);
      return script(request);
    }));
    const metering: MeteringParts = {
      openProxy: async () => proxy,
      baseOf: (key) => (key === 'CODEX_API_KEY' ? `${url}/v1` : null),
      priceOf: () => null,
    };
    return tryOut({ cli, bin: found.bin, url, env: KEYED[cli]?.(url) ?? {}, metering, ...trial });
  };

  test('works without the key, and is counted to the token', async () => {
    const place = newPlace();
    writeFileSync(join(place.worktree, 'look.sh'), LOOK);
    const done = await run(look, { place, with: { permission: 'full' } });
    expect(done.result, JSON.stringify(done.result)).toMatchObject({ ok: true });
    expect(readFileSync(join(done.place.worktree, 'found.txt'), 'utf8').trim()).toBe('0');
    expect(readFileSync(join(done.place.worktree, 'env.txt'), 'utf8')).not.toContain(KEY);
    expect([...keys]).toEqual([KEY]);
    const calls = server?.count() ?? 0;
    const { input, output } = USED;
    expect(done.used).toMatchObject({ calls, input: calls * input, output: calls * output, source: 'metered' });
    expect(done.survivors).toBe(0);
  });

  test('ends with its budget, after one request', async () => {
    const done = await run(look, { with: { permission: 'full', budget: { tokens: 125 } } });
    expect(done.result).toMatchObject({ ok: false, error: { failure: { code: 'budget-exceeded' } } });
    expect(server?.count() ?? 0).toBeLessThanOrEqual(1);
    expect(done.survivors).toBe(0);
  });

  test.runIf(hasSandbox)('reaches its model and nobody else', async () => {
    const ask =
      'curl -s -m 3 -o /dev/null "http://127.0.0.1:$(cat port.txt)/" && echo reached > found.txt || echo none > found.txt';
    const place = linkedPlace();
    const done = await run(
      ({ hasResult }) => {
        const port = new URL(server?.url ?? '').port;
        const command = ask.replace('$(cat port.txt)', port);
        return hasResult ? { kind: 'text', text: 'I tried.' } : { kind: 'command', command };
      },
      { place, with: { permission: 'full' }, sandbox: 'required', profile: { network: 'models' } },
    );
    expect(done.result).toMatchObject({ ok: true });
    expect(readFileSync(join(done.place.worktree, 'found.txt'), 'utf8').trim()).toBe('none');
    expect([...keys]).toEqual([KEY]);
    expect(done.survivors).toBe(0);
  });
});
