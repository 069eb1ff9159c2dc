/** Leads Gemini CLI through ws. Source: its docs/reference/configuration.md. */
import { setIn, upstreamBy, type AgentMeters } from '../../meters.ts';

export const geminiMeters: AgentMeters = {
  own: null,
  upstreams: (facts) => {
    const { env } = facts;
    if (setIn(env, 'GOOGLE_GENAI_USE_VERTEXAI') !== null) return [];
    const at = [setIn(env, 'GOOGLE_GEMINI_BASE_URL'), 'https://generativelanguage.googleapis.com'];
    return upstreamBy(facts, 'google', 'GEMINI_API_KEY', at);
  },
  through: (_, doors) => ({
    env: {
      ...{ GOOGLE_GEMINI_BASE_URL: doors[0]?.url ?? null, GEMINI_API_KEY: doors[0]?.token ?? null },
      GOOGLE_API_KEY: null,
    },
    args: [],
  }),
};
