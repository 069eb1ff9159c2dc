/** How each CLI is pointed at a model server: with an environment, and files in its home. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Pointed = {
  readonly env: Readonly<Record<string, string>>;
  /** Below its home. */
  readonly files: Readonly<Record<string, string>>;
  /** null: what it takes by itself. */
  readonly model: string | null;
};

const codexConfig = (url: string, access: string): string => `model_provider = "test"
[model_providers.test]
name = "test"
base_url = "${url}/v1"
${access}
wire_api = "responses"
request_max_retries = 1
stream_max_retries = 1
`;

const opencodeConfig = (url: string, access: { readonly apiKey?: string }): string =>
  JSON.stringify({
    ...{ model: 'test/test-model', small_model: 'test/test-model' },
    provider: {
      test: {
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: `${url}/v1`, ...access },
        models: { 'test-model': { name: 'test', limit: { context: 128_000, output: 4096 } } },
      },
    },
  });

/** By the name of the CLI; `url` without a slash at its end. */
export const POINTED: Readonly<Record<string, (url: string) => Pointed>> = {
  claude: (url) => ({
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-test-0000000000' },
    files: {},
    model: null,
  }),
  codex: (url) => ({
    env: { CODEX_API_KEY: 'sk-test-0000000000' },
    files: { '.codex/config.toml': codexConfig(url, 'env_key = "CODEX_API_KEY"') },
    // With its own default its tools are not among those that it offers.
    model: 'gpt-5-codex',
  }),
  gemini: (url) => ({
    env: { GEMINI_API_KEY: 'sk-test-0000000000', GOOGLE_GEMINI_BASE_URL: url },
    files: {},
    model: 'gemini-2.5-pro',
  }),
  copilot: (url) => ({
    env: {
      ...{ COPILOT_OFFLINE: 'true', COPILOT_PROVIDER_BASE_URL: `${url}/v1` },
      ...{ COPILOT_PROVIDER_API_KEY: 'sk-test-0000000000', COPILOT_MODEL: 'test-model' },
    },
    files: {},
    model: null,
  }),
  opencode: (url) => ({
    env: { OPENCODE_CONFIG_CONTENT: opencodeConfig(url, { apiKey: 'k' }) },
    files: {},
    model: 'test/test-model',
  }),
};

/** The same for those that can be pointed at it with a login, which they find in their home. */
export const BY_LOGIN: typeof POINTED = {
  claude: (url) => ({ env: { ANTHROPIC_BASE_URL: url }, files: {}, model: null }),
  codex: (url) => ({
    ...{ env: {}, model: 'gpt-5-codex' },
    files: { '.codex/config.toml': codexConfig(url, 'requires_openai_auth = true') },
  }),
  opencode: (url) => ({
    ...{ env: { OPENCODE_CONFIG_CONTENT: opencodeConfig(url, {}) }, files: {}, model: 'test/test-model' },
  }),
};

/** Writes the files where they belong. */
export const placeAt = (home: string, { files }: Pointed): void => {
  for (const [path, text] of Object.entries(files)) {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};
