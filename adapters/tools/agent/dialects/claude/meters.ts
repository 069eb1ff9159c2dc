/** Leads Claude Code through ws. Source: its settings reference, `ANTHROPIC_BASE_URL` and the variables of keys. */
import { setIn, upstreamBy, type AgentMeters } from '../../meters.ts';

/** It goes to a cloud with credentials of its own. */
const CLOUDS = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'];

export const claudeMeters: AgentMeters = {
  own: null,
  upstreams: (facts) => {
    const { env } = facts;
    if (CLOUDS.some((name) => setIn(env, name) !== null)) return [];
    const at = [setIn(env, 'ANTHROPIC_BASE_URL'), 'https://api.anthropic.com'];
    const byKey = upstreamBy(facts, 'anthropic', 'ANTHROPIC_API_KEY', at);
    const byBearer = upstreamBy(facts, 'anthropic', 'ANTHROPIC_AUTH_TOKEN', at);
    return byKey.length > 0 ? byKey : byBearer.map((upstream) => ({ ...upstream, keyAs: 'bearer' }));
  },
  through: (_, doors) => ({
    env: {
      ...{ ANTHROPIC_BASE_URL: doors[0]?.url ?? null, ANTHROPIC_API_KEY: doors[0]?.token ?? null },
      ...{ ANTHROPIC_AUTH_TOKEN: null, CLAUDE_CODE_OAUTH_TOKEN: null, ANTHROPIC_CUSTOM_HEADERS: null },
    },
    args: [],
  }),
};
