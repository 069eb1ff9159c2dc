/** The models of a configuration: presets and prices filled in, settings told apart from facts. */
import {
  type ModelConfig,
  type ModelFacts,
  type ModelProvider,
  type ModelSettings,
  type RateLimit,
} from '../core/model.ts';
import type { ModelPrice, Prices } from '../core/price.ts';
import { invariant } from '../core/result.ts';
import { parseDuration } from '../schema/duration.ts';
import type {
  WrittenModels,
  WrittenModelSettings,
  WrittenPrice,
  WrittenProvider,
  WrittenRateLimit,
} from '../schema/written-config.ts';
import { KNOWN_PROVIDERS, MODEL_PRESETS } from './model-presets.ts';

const msOf = (text: string): number => {
  const ms = parseDuration(text);
  invariant(ms !== null, `the schema lets only durations through, not ${text}`);
  return ms;
};

const settingsOf = ({ timeout, ...written }: WrittenModelSettings): ModelSettings => ({
  provider: written.provider ?? null,
  model: written.model ?? null,
  temperature: written.temperature ?? null,
  maxTokens: written.maxTokens ?? null,
  timeoutMs: timeout === undefined ? null : msOf(timeout),
  reasoning: written.reasoning ?? null,
});

const limitOf = (written: WrittenRateLimit | undefined): RateLimit | null => {
  if (written === undefined) return null;
  const { requests = null, tokens = null, per = '1m', burst = null } = written;
  return { requests, tokens, windowMs: msOf(per), burst };
};

const priceOf = ({ input, output, cacheRead, cacheWrite }: WrittenPrice): ModelPrice => ({
  ...{ input, output, cacheRead: cacheRead ?? null, cacheWrite: cacheWrite ?? null },
});

const byName = <T, U>(written: Readonly<Record<string, T>> | undefined, make: (each: T, name: string) => U) =>
  new Map(Object.entries(written ?? {}).map(([name, each]) => [name, make(each, name)]));

const factsOf = (written: NonNullable<WrittenProvider['models']>[string]): ModelFacts => ({
  contextWindow: written.contextWindow ?? null,
  price: written.price === undefined ? null : priceOf(written.price),
  settings: settingsOf(written),
});

const providerOf = (name: string, given: WrittenProvider): ModelProvider => {
  const preset = MODEL_PRESETS[given.preset ?? name];
  const written: WrittenProvider = { ...preset, ...given };
  const models = byName(written.models, factsOf);
  return {
    ...{ name, kind: written.kind ?? 'compatible', key: written.key ?? null, baseUrl: written.baseURL ?? null },
    ...{ headers: written.headers ?? {}, isStructured: written.structured ?? false, models },
    settings: { ...settingsOf(written), provider: null },
    limit: limitOf(written.limit),
  };
};

/** The first that can be asked as it is, of those somebody configured and then of those everybody knows. */
const usable = (
  providers: ReadonlyMap<string, ModelProvider>,
  first: readonly string[],
  hasKey: HasKey,
): string | null =>
  [...new Set([...first, ...providers.keys()])].find((name) => {
    const provider = providers.get(name);
    if (provider === undefined || provider.settings.model === null) return false;
    return provider.key === null || hasKey(provider.key);
  }) ?? null;

/** Whether a secret of this name is set. */
export type HasKey = (name: string) => boolean;

/**
 * Makes the configuration of models of what was written; the providers that everybody knows are part of it, and `prices` count where
 * it names none. Where no default is
 * named, it is the first provider that can be asked as it is.
 */
export const modelConfigOf = (
  written: WrittenModels,
  { prices, hasKey }: { readonly prices: Prices; readonly hasKey: HasKey },
): ModelConfig => {
  const known = Object.fromEntries(KNOWN_PROVIDERS.map((name) => [name, {}]));
  const providers = byName({ ...known, ...written.providers }, (each, name) => providerOf(name, each));
  const defaults = settingsOf(written.defaults ?? {});
  return {
    defaults: {
      ...defaults,
      provider: defaults.provider ?? usable(providers, Object.keys(written.providers ?? {}), hasKey),
    },
    providers,
    fallback: (written.fallback ?? []).map((each) =>
      typeof each === 'string' ? { provider: each, model: null } : each,
    ),
    agents: byName(written.agents, settingsOf),
    tasks: byName(written.tasks, settingsOf),
    callerLimit: limitOf(written.callerLimit),
    prices,
  };
};
