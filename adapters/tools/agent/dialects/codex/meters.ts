/**
 * Leads Codex through ws: as a provider of its own, because it takes no address from its environment, and tries a WebSocket first at
 * one that its configuration gives to the provider that it knows. Source: its docs/config.md.
 */
import { setIn, upstreamBy, type AgentMeters } from '../../meters.ts';

const OPENAI = 'https://api.openai.com/v1';

/** Its configuration names who is asked, which then is not known here. */
const NAMES_PROVIDER = /^\s*(?:model_provider|openai_base_url)\s*=/m;

export const codexMeters: AgentMeters = {
  own: '.codex/config.toml',
  upstreams: (facts) => {
    const key = ['CODEX_API_KEY', 'OPENAI_API_KEY'].find((name) => setIn(facts.env, name) !== null);
    if (key === undefined) return [];
    const known = NAMES_PROVIDER.test(facts.own) ? null : OPENAI;
    return upstreamBy(facts, 'openai', key, [known]);
  },
  through: (_, doors) => {
    const { url = '', token = '' } = doors[0] ?? {};
    const settings = [
      'model_provider="ws"',
      ...['name="ws"', `base_url="${url}"`, 'env_key="CODEX_API_KEY"', 'wire_api="responses"'].map(
        (setting) => `model_providers.ws.${setting}`,
      ),
      ...['request_max_retries=2', 'stream_max_retries=2'].map((setting) => `model_providers.ws.${setting}`),
      // Its provider runs it, and takes money for it beside the tokens.
      'web_search="disabled"',
    ];
    return {
      env: { CODEX_API_KEY: token, OPENAI_API_KEY: null },
      args: settings.flatMap((setting) => ['-c', setting]),
    };
  },
};
