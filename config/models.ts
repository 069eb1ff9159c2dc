/** The models of a configuration: presets and prices filled in, settings told apart from facts. */
import {
  NO_SETTINGS,
  type ModelConfig,
  type ModelFacts,
  type ModelPrice,
  type ModelProvider,
  type ModelSettings,
  type RateLimit,
} from '../core/model.ts';
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

/** What ws knows of prices; null where it knows none. */
export type PriceOf = (provider: string, model: string) => ModelPrice | null;

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

const factsOf = (written: NonNullable<WrittenProvider['models']>[string], known: ModelPrice | null): ModelFacts => ({
  contextWindow: written.contextWindow ?? null,
  price: written.price === undefined ? known : priceOf(written.price),
  settings: settingsOf(written),
});

const providerOf = (name: string, given: WrittenProvider, knownPrice: PriceOf): ModelProvider => {
  const preset = MODEL_PRESETS[given.preset ?? name];
  const written: WrittenProvider = { ...preset, ...given };
  const models = byName(written.models, (each, model) => factsOf(each, knownPrice(name, model)));
  return {
    ...{ name, kind: written.kind ?? 'compatible', key: written.key ?? null, baseUrl: written.baseURL ?? null },
    ...{ headers: written.headers ?? {}, isStructured: written.structured ?? false, models },
    settings: { ...settingsOf(written), provider: null },
    limit: limitOf(written.limit),
  };
};

/** What is known of a model though nobody wrote of it. */
export const factsOfModel = (provider: ModelProvider, model: string, knownPrice: PriceOf): ModelFacts =>
  provider.models.get(model) ?? { contextWindow: null, price: knownPrice(provider.name, model), settings: NO_SETTINGS };

/** Makes the configuration of models of what was written; the providers that everybody knows are part of it. */
export const modelConfigOf = (written: WrittenModels, knownPrice: PriceOf): ModelConfig => {
  const known = Object.fromEntries(KNOWN_PROVIDERS.map((name) => [name, {}]));
  return {
    defaults: settingsOf(written.defaults ?? {}),
    providers: byName({ ...known, ...written.providers }, (each, name) => providerOf(name, each, knownPrice)),
    fallback: (written.fallback ?? []).map((each) =>
      typeof each === 'string' ? { provider: each, model: null } : each,
    ),
    agents: byName(written.agents, settingsOf),
    tasks: byName(written.tasks, settingsOf),
    callerLimit: limitOf(written.callerLimit),
  };
};
