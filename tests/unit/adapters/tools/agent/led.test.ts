import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProxy } from '../../../../../adapters/llm/proxy/proxy.ts';
import { DIALECTS } from '../../../../../adapters/tools/agent/dialects.ts';
import { leadToModels, type Way } from '../../../../../adapters/tools/agent/led.ts';
import type { Network } from '../../../../../core/system.ts';
import type { Metering } from '../../../../../core/tool-profile.ts';

type Given = {
  readonly env: Readonly<Record<string, string>>;
  readonly mode?: Metering['mode'];
  readonly network?: Network;
  readonly config?: string;
  readonly baseOf?: (key: string) => string | null;
};

const lead = async (cli: string, { env, mode = 'auto', network = 'full', config, baseOf = () => null }: Given) => {
  const home = mkdtempSync(join(tmpdir(), 'ws-led-'));
  const proxy = createProxy();
  onTestFinished(() => {
    proxy[Symbol.dispose]();
    rmSync(home, { recursive: true });
  });
  mkdirSync(join(home, '.codex'));
  writeFileSync(join(home, '.codex/config.toml'), config ?? '');
  const dialect = DIALECTS.find(({ id }) => id === cli);
  if (dialect === undefined) throw new Error(`nobody knows ${cli}`);
  return await leadToModels(
    {
      ...{ dialect, profile: { metering: { mode, models: null, map: {} }, network }, task: { env, home } },
      ...{ budget: { costUsd: null, tokens: null }, onUse: () => undefined, onVerdict: () => undefined },
    },
    { openProxy: async () => proxy, baseOf, priceOf: () => null },
  );
};

const ledBy = async (cli: string, given: Given): Promise<Way> => {
  const led = await lead(cli, given);
  if (!led.ok || led.value === null) throw new Error(`it is not led: ${JSON.stringify(led)}`);
  return led.value;
};

const KEY = 'sk-real-0123456789abcdef';
const OPENCODE = {
  provider: { mine: { npm: '@ai-sdk/anthropic', options: { apiKey: KEY, baseURL: 'https://x.example/v1' } } },
};

describe('who is led holds a token in place of the key', () => {
  test.each<[string, Given['env'], string]>([
    ['claude', { ANTHROPIC_API_KEY: KEY }, '/anthropic'],
    ['claude', { ANTHROPIC_AUTH_TOKEN: KEY, ANTHROPIC_BASE_URL: 'https://x.example' }, '/anthropic'],
    ['codex', { CODEX_API_KEY: KEY }, '/openai'],
    ['codex', { OPENAI_API_KEY: KEY }, '/openai'],
    ['gemini', { GEMINI_API_KEY: KEY }, '/google'],
    ['copilot', { COPILOT_PROVIDER_API_KEY: KEY, COPILOT_PROVIDER_BASE_URL: 'https://x.example/v1' }, '/openai'],
    ['opencode', { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY }, '/anthropic/v1'],
    ['opencode', { OPENCODE_CONFIG_CONTENT: JSON.stringify(OPENCODE) }, '/anthropic/v1'],
    [
      'opencode',
      { MINE: KEY, OPENCODE_CONFIG_CONTENT: JSON.stringify(OPENCODE).replace(KEY, '{env:MINE}') },
      '/anthropic/v1',
    ],
  ])('%s with %j', async (cli, env, place) => {
    const way = await ledBy(cli, { env });
    const known = JSON.stringify([way.env(env), way.args]);
    const named = Object.keys(env).filter((name) => name !== 'MINE');
    expect(
      JSON.stringify([Object.entries(way.env(env)).filter(([name]) => named.includes(name)), way.args]),
    ).not.toContain(KEY);
    expect(known).toContain(way.pass.doors[0]?.token);
    expect(known).toMatch(new RegExp(`http://127\\.0\\.0\\.1:\\d+${place}`));
  });

  test('but not with a key that no request can show', async () => {
    const led = await lead('claude', { env: { ANTHROPIC_API_KEY: `${KEY}\n` } });
    expect(led).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(JSON.stringify(led)).not.toContain(KEY);
  });

  test('and without a network it goes by a relay to a socket', async () => {
    const way = await ledBy('claude', { env: { ANTHROPIC_API_KEY: KEY }, network: 'models' });
    expect(way.readable).toEqual([way.pass.socket]);
    expect(way.argv(['claude', '-p'])).toEqual(expect.arrayContaining([way.pass.socket, 'claude', '-p']));
  });
});

describe('nobody is led', () => {
  test.each<[string, string, Given]>([
    ['with a login', 'claude', { env: {} }],
    ['to a cloud of its own', 'claude', { env: { ANTHROPIC_API_KEY: KEY, CLAUDE_CODE_USE_BEDROCK: '1' } }],
    ['to GitHub', 'copilot', { env: { GH_TOKEN: KEY } }],
    ['who names a provider itself', 'codex', { env: { CODEX_API_KEY: KEY }, config: 'model_provider = "x"\n' }],
    ['who gets out by somebody else', 'claude', { env: { ANTHROPIC_API_KEY: KEY, HTTPS_PROXY: 'http://p.example' } }],
    ['who has no network', 'claude', { env: { ANTHROPIC_API_KEY: KEY }, network: 'none' }],
    ['whose profile does not want it', 'claude', { env: { ANTHROPIC_API_KEY: KEY }, mode: 'off' }],
    ['who cannot be', 'aider', { env: { OPENAI_API_KEY: KEY } }],
  ])('%s (%s)', async (_, cli, given) => {
    expect(await lead(cli, given)).toEqual({ ok: true, value: null });
    const isOff = given.mode === 'off' || given.network === 'none';
    const wanted = await lead(cli, isOff ? { ...given, network: 'models', mode: 'off' } : { ...given, mode: 'proxy' });
    expect(wanted).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });

  test('but who names a provider is, where the models of the user say where the one with that key is', async () => {
    const given = { env: { CODEX_API_KEY: KEY }, config: 'model_provider = "x"\n' };
    const way = await ledBy('codex', {
      ...given,
      baseOf: (key) => (key === 'CODEX_API_KEY' ? 'https://x.example/v1' : null),
    });
    expect(way.args).toContain('model_provider="ws"');
  });
});
