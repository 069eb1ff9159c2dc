/** Leads Copilot CLI through ws where it asks a provider of one's own; with GitHub's token it asks GitHub. Source: `copilot help providers`. */
import { setIn, upstreamBy, type AgentMeters } from '../../meters.ts';

export const copilotMeters: AgentMeters = {
  own: null,
  upstreams: (facts) => {
    const { env } = facts;
    const type = setIn(env, 'COPILOT_PROVIDER_TYPE') ?? 'openai';
    if (type !== 'openai' && type !== 'anthropic') return [];
    return upstreamBy(facts, type, 'COPILOT_PROVIDER_API_KEY', [setIn(env, 'COPILOT_PROVIDER_BASE_URL'), null]);
  },
  through: (_, doors) => ({
    env: {
      ...{ COPILOT_PROVIDER_BASE_URL: doors[0]?.url ?? null, COPILOT_PROVIDER_API_KEY: doors[0]?.token ?? null },
      COPILOT_PROVIDER_BEARER_TOKEN: null,
    },
    args: [],
  }),
};
