/**
 * Leads opencode through ws: each provider of the configuration that it is given with the step, and those that it knows by a key of
 * its environment. Source: its configuration reference; the addresses are those of the client libraries that it uses.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../../../core/json.ts';
import type { ModelUpstream, ModelWire } from '../../../../../core/model-proxy.ts';
import { documentOf, objectIn, textIn } from '../../json-of-line.ts';
import { setIn, upstreamBy, wireBase, type AgentMeters, type MeterFacts } from '../../meters.ts';

const CONFIG = 'OPENCODE_CONFIG_CONTENT';

const WIRES: Readonly<Record<string, ModelWire>> = {
  '@ai-sdk/openai-compatible': 'openai',
  '@ai-sdk/openai': 'openai',
  '@ai-sdk/anthropic': 'anthropic',
  '@ai-sdk/google': 'google',
};

/** What the client library of a wire counts to the address. */
const TAILS: Readonly<Record<ModelWire, string>> = { anthropic: '/v1', openai: '', google: '/v1beta' };

type Known = { readonly name: string; readonly wire: ModelWire; readonly key: string; readonly base: string };

const KNOWN: readonly Known[] = [
  { name: 'anthropic', wire: 'anthropic', key: 'ANTHROPIC_API_KEY', base: 'https://api.anthropic.com' },
  { name: 'openai', wire: 'openai', key: 'OPENAI_API_KEY', base: 'https://api.openai.com/v1' },
  {
    ...{ name: 'google', wire: 'google', key: 'GEMINI_API_KEY' },
    base: 'https://generativelanguage.googleapis.com',
  },
  { name: 'openrouter', wire: 'openai', key: 'OPENROUTER_API_KEY', base: 'https://openrouter.ai/api/v1' },
];

type Provider = { readonly name: string; readonly upstream: ModelUpstream };

const configIn = ({ env }: MeterFacts): JsonObject => documentOf(env[CONFIG] ?? '') ?? {};

/** A key that is written there; `{env:NAME}` is that of the environment. */
const keyIn = (options: JsonObject, env: MeterFacts['env']): string | null => {
  const written = textIn(options, 'apiKey');
  const name = /^\{env:(?<name>\w+)\}$/.exec(written)?.groups?.['name'];
  if (name !== undefined) return setIn(env, name);
  return written === '' ? null : written;
};

const ofConfig = ({ env }: MeterFacts, name: string, provider: Json): readonly Provider[] => {
  if (!isJsonObject(provider)) return [];
  const known = KNOWN.find((each) => each.name === name);
  const wire = WIRES[textIn(provider, 'npm')] ?? known?.wire;
  const options = objectIn(provider, 'options');
  const key = keyIn(options, env) ?? (known === undefined ? null : setIn(env, known.key));
  const base = textIn(options, 'baseURL') || known?.base;
  if (wire === undefined || key === null || base === undefined) return [];
  return [{ name, upstream: { wire, baseUrl: wireBase(wire, base), key, keyAs: 'key' } }];
};

const providersOf = (facts: MeterFacts): readonly Provider[] => {
  const written = objectIn(configIn(facts), 'provider');
  const own = Object.entries(written).flatMap(([name, provider]) => ofConfig(facts, name, provider));
  const known = KNOWN.filter(({ name }) => written[name] === undefined).flatMap(({ name, wire, key, base }) =>
    upstreamBy(facts, wire, key, [base]).map((upstream) => ({ name, upstream })),
  );
  return [...own, ...known];
};

export const opencodeMeters: AgentMeters = {
  own: null,
  upstreams: (facts) => providersOf(facts).map(({ upstream }) => upstream),
  through: (facts, doors) => {
    const config = configIn(facts);
    const written = objectIn(config, 'provider');
    const led = providersOf(facts).map(({ name, upstream: { wire } }, at): readonly [string, JsonObject] => {
      const provider = objectIn(written, name);
      const { url = '', token = '' } = doors[at] ?? {};
      const options = { ...objectIn(provider, 'options'), baseURL: `${url}${TAILS[wire]}`, apiKey: token };
      return [name, { ...provider, options }];
    });
    return {
      env: {
        ...Object.fromEntries(KNOWN.map(({ key }) => [key, null])),
        [CONFIG]: JSON.stringify({ ...config, provider: { ...written, ...Object.fromEntries(led) } }),
      },
      args: [],
    };
  },
};
