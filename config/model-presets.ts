/** Providers of models that people use, so that nobody has to look up where they are. */
import type { WrittenProvider } from '../schema/written-config.ts';

/** What a preset says, and how a person gets what it needs. */
export type ModelPreset = WrittenProvider & { readonly hint: string };

/**
 * By name. The addresses are those of the providers' own documentation. Which model is meant by default changes with every
 * spring: a preset names one only where it is the provider's own alias or has been there for long.
 */
export const MODEL_PRESETS: Readonly<Record<string, ModelPreset>> = Object.freeze({
  anthropic: {
    ...{ kind: 'anthropic', key: 'ANTHROPIC_API_KEY', model: 'claude-sonnet-4-5' },
    hint: 'console.anthropic.com/settings/keys',
  },
  openai: { kind: 'openai', key: 'OPENAI_API_KEY', model: 'gpt-5', hint: 'platform.openai.com/api-keys' },
  google: { kind: 'google', key: 'GEMINI_API_KEY', model: 'gemini-2.5-pro', hint: 'aistudio.google.com/apikey' },
  openrouter: {
    ...{ kind: 'compatible', key: 'OPENROUTER_API_KEY', baseURL: 'https://openrouter.ai/api/v1', structured: true },
    hint: 'openrouter.ai/settings/keys',
  },
  requesty: {
    ...{ kind: 'compatible', key: 'REQUESTY_API_KEY', baseURL: 'https://router.requesty.ai/v1', structured: true },
    hint: 'app.requesty.ai/api-keys',
  },
  litellm: {
    ...{ kind: 'compatible', key: 'LITELLM_API_KEY', baseURL: 'http://127.0.0.1:4000/v1', structured: true },
    hint: 'docs.litellm.ai: a proxy of your own',
  },
  ollama: {
    ...{ kind: 'compatible', baseURL: 'http://127.0.0.1:11434/v1', structured: true },
    hint: 'ollama.com/download, then ollama pull <model>',
  },
  vllm: {
    ...{ kind: 'compatible', baseURL: 'http://127.0.0.1:8000/v1', structured: true },
    hint: 'docs.vllm.ai: vllm serve <model>',
  },
});

/** Providers that are there though nobody configured them; the first whose key is set is the default. */
export const KNOWN_PROVIDERS: readonly string[] = ['anthropic', 'openai', 'google'];
