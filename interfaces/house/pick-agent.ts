/** Which coding CLI does a task: the one that was named, or the one that fits best of those that can be used here. */
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { isAgent } from '../../adapters/tools/descriptions.ts';
import type { Dialect } from '../../adapters/tools/agent/dialect.ts';
import { DIALECTS } from '../../adapters/tools/agent/dialects.ts';
import { toolId } from '../../core/id.ts';
import { didYouMean } from '../../core/planning/nearest.ts';
import type { Requirement } from '../../core/requirement.ts';
import { invariant, ok, type Result } from '../../core/result.ts';
import type { ToolProfile } from '../../core/tool-profile.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { checkTools } from './tools/check-tools.ts';
import { openCandidates, whyOf } from './tools/choose-tool.ts';
import type { HouseTools } from './tools/house-tools.ts';

/**
 * `tool`: the profile. `why`: a sentence about the choice; `secrets`: the variables with its keys, with where its provider is, and
 * those that its profile names, as far as they are set.
 */
export type PickedAgent = {
  readonly tool: string;
  readonly dialect: Dialect;
  readonly why: string;
  readonly secrets: readonly string[];
};

type Here = { readonly tools: HouseTools; readonly env: Environment };

/** What a task asks for. */
const CODE: Requirement = { capability: 'code', languages: [], task: null, environment: null, unsaid: [] };

const picked = (profile: ToolProfile, why: string, env: Environment): Result<PickedAgent, never> => {
  const dialect = DIALECTS.find(({ id }) => id === profile.adapter);
  invariant(dialect !== undefined, `${profile.name} is no coding CLI`);
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  const endpoints = dialect.endpoints.filter((name) => /^https?:\/\/./.test(env[name] ?? ''));
  const secrets = [...new Set([...profile.keys, ...profile.secrets].filter(isSet).concat(endpoints))];
  return ok({ tool: profile.name, dialect, why, secrets });
};

const agentsIn = ({ profiles }: HouseTools): readonly ToolProfile[] =>
  [...profiles.values()].filter(({ enabled, adapter }) => enabled && isAgent(adapter));

const pickNamed = async (name: string, { tools, env }: Here): Promise<Result<PickedAgent, Refusal>> => {
  const known = agentsIn(tools).map((profile) => profile.name);
  const profile = agentsIn(tools).find((each) => each.name === toolId(name));
  if (profile === undefined)
    return refuse(
      'invalid',
      `there is no coding CLI "${name}".${didYouMean(name, known)}`,
      `There are ${known.join(', ')}.`,
    );
  const [checked] = await checkTools([profile], { env, root: tools.root, isRefreshed: false, modules: tools.modules });
  const { path, access, hint } = checked?.check ?? { path: null, access: { kind: 'neither' }, hint: '' };
  if (path === null) return refuse('environment', hint, 'See: ws tools check');
  const has = access.kind === 'key' ? `it has the key ${access.name}` : hint;
  return picked(profile, [`${profile.title}, as you said`, ...(has === '' ? [] : [has])].join('; '), env);
};

/** All that can be used here, the best first, with the variables that each is to see. */
export const usableAgents = async ({ tools, env }: Here): Promise<readonly Pick<PickedAgent, 'tool' | 'secrets'>[]> => {
  const candidates = await openCandidates(tools, env);
  const named = agentsIn(tools).flatMap(({ secrets }) => secrets);
  return candidates(CODE, named)
    .filter(({ profile, objection }) => objection === null && isAgent(profile.adapter))
    .flatMap(({ profile }) => {
      const agent = picked(profile, '', env);
      return agent.ok ? [{ tool: agent.value.tool, secrets: agent.value.secrets }] : [];
    });
};

/** `name`: of a profile; null for the one that fits best. Refused where none can be used, with what each of them lacks. */
export const pickAgent = async (name: string | null, here: Here): Promise<Result<PickedAgent, Refusal>> => {
  if (name !== null) return pickNamed(name, here);
  const { tools, env } = here;
  const candidates = await openCandidates(tools, env);
  const named = agentsIn(tools).flatMap(({ secrets }) => secrets);
  const agents = candidates(CODE, named).filter(({ profile }) => isAgent(profile.adapter));
  const chosen = agents.find(({ objection }) => objection === null);
  if (chosen !== undefined) return picked(chosen.profile, whyOf(agents, chosen), env);
  const lacking = agents.map(({ profile, objection }) => `\n    ${profile.name}: ${objection ?? ''}`).join('');
  return refuse('environment', `there is no coding CLI that could do it:${lacking}`, 'Or name one: --tool <name>.');
};

/** Each that is named, once; the one that fits best where none is. */
export const pickAgents = async (
  names: readonly string[],
  here: Here,
): Promise<Result<readonly PickedAgent[], Refusal>> => {
  const agents: PickedAgent[] = [];
  for (const name of names.length === 0 ? [null] : new Set(names)) {
    const agent = await pickAgent(name, here);
    if (!agent.ok) return agent;
    agents.push(agent.value);
  }
  return ok(agents);
};
