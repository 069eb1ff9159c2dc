/** Models as they are configured, and what is asked of one. */
import type { DiagnosisCode } from './failure.ts';
import type { Instant } from './id.ts';
import type { Json, JsonObject } from './json.ts';
import { priceOf, type ModelPrice, type Prices } from './price.ts';
import type { Result } from './result.ts';
import type { TokenCount } from './token-count.ts';
import type { Evidence } from './tool.ts';
import type { SetAside } from './usage.ts';

export type Reasoning = 'low' | 'medium' | 'high';

/** How a model is called; null leaves it to the next level. */
export type ModelSettings = {
  readonly provider: string | null;
  readonly model: string | null;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  readonly timeoutMs: number | null;
  readonly reasoning: Reasoning | null;
};

export type ModelFacts = {
  /** In tokens; null where it is not known. */
  readonly contextWindow: number | null;
  /** null where the configuration does not say. */
  readonly price: ModelPrice | null;
  readonly settings: ModelSettings;
};

/** So many requests and tokens in a while; `burst` is how many requests may come at once. null: no limit. */
export type RateLimit = {
  readonly requests: number | null;
  readonly tokens: number | null;
  readonly windowMs: number;
  readonly burst: number | null;
};

/** How a provider is spoken to. `compatible`: as OpenAI's chat completions, by somebody else. */
export type ProviderKind = 'openai' | 'openai-chat' | 'anthropic' | 'google' | 'compatible';

export type ModelProvider = {
  readonly name: string;
  readonly kind: ProviderKind;
  /** The name of the secret that holds the key, never its value; null where none is needed. */
  readonly key: string | null;
  /** null: that of the kind. */
  readonly baseUrl: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it takes a JSON Schema; asked of `compatible` alone. */
  readonly isStructured: boolean;
  readonly settings: ModelSettings;
  readonly models: ReadonlyMap<string, ModelFacts>;
  readonly limit: RateLimit | null;
};

/** All that `models:` says. `fallback`: what is tried when the first choice fails; a model null is that of its provider. */
export type ModelConfig = {
  readonly defaults: ModelSettings;
  readonly providers: ReadonlyMap<string, ModelProvider>;
  readonly fallback: readonly { readonly provider: string; readonly model: string | null }[];
  readonly agents: ReadonlyMap<string, ModelSettings>;
  readonly tasks: ReadonlyMap<string, ModelSettings>;
  /** For each who asks, whatever the provider. */
  readonly callerLimit: RateLimit | null;
  /** Of models of which the configuration itself says no price. */
  readonly prices: Prices;
};

/** What a model of a provider costs; null where nobody said. */
export const priceAt = (
  { providers, prices }: Pick<ModelConfig, 'providers' | 'prices'>,
  provider: string,
  model: string,
): ModelPrice | null => providers.get(provider)?.models.get(model)?.price ?? priceOf(prices, model);

/** A provider, one of its models, and how it is called. */
export type ModelRoute = ModelSettings & { readonly provider: string; readonly model: string };

export type ModelFile = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

export type ModelMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
  readonly files: readonly ModelFile[];
};

/** One question. `schema`: what the answer must fit; null asks for text. */
export type ModelCall = {
  readonly messages: readonly ModelMessage[];
  readonly agent: string | null;
  readonly task: string | null;
  readonly settings: ModelSettings;
  readonly schema: JsonObject | null;
  /** How long an equal answer may be old; 0: none is taken or kept. */
  readonly cacheMs: number;
  /** Who asks, for the limits of callers. */
  readonly caller: string;
  /** Asked before each call of a model, with all that came before it. */
  readonly setAside: SetAside;
};

/** Why a route gave no answer. `message` is a sentence for a person; `retryAt` is when the provider said it would be back. */
export type RouteFailure = {
  readonly code: DiagnosisCode;
  readonly message: string;
  readonly retryAt: Instant | null;
  readonly evidence: Evidence | null;
};

export type TriedRoute = { readonly provider: string; readonly model: string; readonly failure: RouteFailure };

export type ModelReply = {
  readonly text: string;
  /** What the text holds, where a schema was asked for; else null. */
  readonly value: Json;
  readonly provider: string;
  readonly model: string;
  readonly tokens: TokenCount;
  /** null where the price is not known. */
  readonly costMicroUsd: number | null;
  /** Whether any of the tokens are not as a provider counted them, but as many as the text has, about. */
  readonly isEstimated: boolean;
  readonly isCached: boolean;
  /** What the provider did otherwise than asked. */
  readonly warnings: readonly string[];
  /** The routes that were tried before, each with why it gave nothing. */
  readonly tried: readonly TriedRoute[];
};

/** `tokens` are those of all routes, which were paid for though there is no answer. */
export type ModelRefusal = {
  readonly failure: RouteFailure;
  readonly tried: readonly TriedRoute[];
  readonly tokens: TokenCount;
  readonly costMicroUsd: number | null;
  readonly isEstimated: boolean;
};

/** What an error, or an answer that was no success, says of its cause; null where it says nothing. */
export type CauseOf = (
  evidence: Evidence,
  now: Instant,
) => { readonly code: DiagnosisCode; readonly message: string; readonly retryAt: Instant | null } | null;

/** Asks models. Never throws for what is expected, and never asks the same route twice for the same fault. */
export interface ModelGateway {
  complete(
    call: ModelCall,
    means: { readonly signal: AbortSignal; readonly hear: (text: string) => void },
  ): Promise<Result<ModelReply, ModelRefusal>>;
}

export const NO_SETTINGS: ModelSettings = Object.freeze({
  ...{ provider: null, model: null, temperature: null, maxTokens: null, timeoutMs: null, reasoning: null },
});
