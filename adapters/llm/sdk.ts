/** The models of the AI SDK: the one place that knows it, and a chunk of its own in the build. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { ModelProvider } from '../../core/model.ts';
import { unreachable } from '../../core/result.ts';

export type LanguageModel = LanguageModelV3;

/** The model of a provider, asked by `ask`. `apiKey` is held for as long as the model is; empty where none is needed. */
export const languageModel = (
  provider: ModelProvider,
  model: string,
  apiKey: string,
  ask: typeof fetch,
): LanguageModel => {
  const { name, kind, baseUrl, isStructured } = provider;
  const place = baseUrl === null ? {} : { baseURL: baseUrl };
  const settings = { apiKey, headers: { ...provider.headers }, fetch: ask, ...place };
  switch (kind) {
    case 'openai':
      return createOpenAI(settings).responses(model);
    case 'openai-chat':
      return createOpenAI(settings).chat(model);
    case 'anthropic':
      return createAnthropic(settings)(model);
    case 'google':
      return createGoogleGenerativeAI(settings)(model);
    case 'compatible':
      return createOpenAICompatible({
        ...{ ...settings, name, baseURL: baseUrl ?? '' },
        ...{ includeUsage: true, supportsStructuredOutputs: isStructured },
      })(model);
    default:
      return unreachable(kind);
  }
};
