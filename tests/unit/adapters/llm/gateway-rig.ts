/** A gateway over real client libraries, and a model server on the loopback interface that says what a test tells it to. */
import { onTestFinished } from 'vitest';
import { answersInMemory } from '../../../../adapters/llm/answer-cache.ts';
import { createGateway } from '../../../../adapters/llm/gateway.ts';
import { guardedFetch } from '../../../../adapters/llm/guarded-fetch.ts';
import { bucketsInMemory, createRateLimits } from '../../../../adapters/llm/rate-limits.ts';
import { languageModel } from '../../../../adapters/llm/sdk.ts';
import { realClock } from '../../../../adapters/machine/clock.ts';
import type { Breakers } from '../../../../core/breakers.ts';
import { createMask } from '../../../../core/masking.ts';
import {
  NO_SETTINGS,
  type ModelCall,
  type ModelConfig,
  type ModelGateway,
  type ModelProvider,
  type ProviderKind,
} from '../../../../core/model.ts';
import { UNLIMITED } from '../../../../core/usage.ts';
import { isOfAccount, verdictOf } from '../../../../error/engine/breakers/breaker-verdict.ts';
import { causeOfModel } from '../../../../interfaces/house/models/cause-of-model.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import type { Script } from '../../../clis/model-server/replies.ts';
import { openModelServer, type ModelServer } from '../../../clis/model-server/server.ts';

export const KINDS: readonly ProviderKind[] = ['openai', 'openai-chat', 'anthropic', 'google', 'compatible'];

const BASES: Readonly<Record<ProviderKind, string>> = {
  ...{ openai: '/v1', 'openai-chat': '/v1', anthropic: '/v1', google: '/v1beta', compatible: '/v1' },
};

/** Opens a model server that is closed when the test ends. */
export const serve = async (script: Script): Promise<ModelServer> => {
  const server = await openModelServer(script);
  onTestFinished(() => server.close());
  return server;
};

export const aProvider = (
  name: string,
  kind: ProviderKind,
  url: string,
  more: Partial<ModelProvider> = {},
): ModelProvider => ({
  ...{ name, kind, key: 'KEY', baseUrl: `${url}${BASES[kind]}`, headers: {}, isStructured: true, limit: null },
  ...{ settings: { ...NO_SETTINGS, model: 'test-model' }, models: new Map(), ...more },
});

/** The first provider is the default; the others are fallen back to in their order. */
export const aConfig = (...providers: readonly ModelProvider[]): ModelConfig => ({
  defaults: { ...NO_SETTINGS, provider: providers[0]?.name ?? null },
  providers: new Map(providers.map((each) => [each.name, each])),
  fallback: providers.slice(1).map(({ name }) => ({ provider: name, model: null })),
  ...{ agents: new Map(), tasks: new Map(), callerLimit: null, prices: new Map() },
});

export const aCall = (more: Partial<ModelCall> = {}): ModelCall => ({
  messages: [{ role: 'user', text: 'Say it.', files: [] }],
  ...{ agent: null, task: null, settings: NO_SETTINGS, schema: null },
  ...{ cacheMs: 0, caller: 'test', setAside: UNLIMITED, ...more },
});

const OPEN_TO_ALL: Pick<Breakers, 'admit'> = {
  admit: async () => ({ kind: 'admitted', leave: { settle: async () => undefined } }),
};

export const aGateway = (
  config: ModelConfig,
  secrets: Readonly<Record<string, string>> = { KEY: 'k' },
  breakers: Pick<Breakers, 'admit'> = OPEN_TO_ALL,
): ModelGateway => {
  const clock = realClock();
  return createGateway({
    ...{ config, clock, checkJson, verdictOf, isOfAccount, causeOf: causeOfModel },
    accountOf: (provider, key) => `${provider}/${key}`,
    maskOf: (name, value) => createMask([value], [name]).mask,
    secretOf: async (name) => secrets[name] ?? null,
    languageModel: async (provider, model, key) => languageModel(provider, model, key, guardedFetch),
    limits: createRateLimits(bucketsInMemory(), clock),
    answers: answersInMemory(),
    breakers,
  });
};

/** Asks, and gives what came of it and all text that was heard on the way. */
export const ask = async (
  gateway: ModelGateway,
  call: ModelCall,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly result: Awaited<ReturnType<ModelGateway['complete']>>; readonly heard: string }> => {
  let heard = '';
  const result = await gateway.complete(call, {
    signal,
    hear: (text) => {
      heard += text;
    },
  });
  return { result, heard };
};
