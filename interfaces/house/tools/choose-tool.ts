/** Which tool does a step that requires: the best of those that can be used here, and why. */
import { everyStep } from '../../../core/steps-within.ts';
import { join } from 'node:path';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { rankProfiles, type Ranked } from '../../../adapters/tools/selection/rank.ts';
import { openSuccesses, type Successes } from '../../../adapters/tools/selection/successes.ts';
import type { EngineParts } from '../../../core/engine/parts.ts';
import type { Choice } from '../../../core/choice.ts';
import type { Requirement, Unsaid } from '../../../core/requirement.ts';
import { checkTools, toolStateFolder, type CheckedTool } from './check-tools.ts';
import type { HouseTools } from './house-tools.ts';

/** One of the tools that could do it. `objection`: why it is passed over; null where it is not. */
export type Candidate = Ranked & { readonly objection: string | null };

/** Where the machine keeps which tools have succeeded. */
export const successesOf = (env: Environment): Successes => {
  const folder = toolStateFolder(env);
  return openSuccesses(folder === null ? null : join(folder, 'succeeded'));
};

const objectionTo = ({ profile, check }: CheckedTool, named: readonly string[]): string | null => {
  if (!check.available) return check.hint;
  const unnamed = profile.secrets.filter((name) => !named.includes(name));
  return unnamed.length === 0 ? null : `the step does not name its secret: secrets: [${unnamed.join(', ')}]`;
};

/** Looks at the tools once; then tells for any requirement who could do it, best first. */
export const openCandidates = async (
  { profiles, root, modules }: Pick<HouseTools, 'profiles' | 'root' | 'modules'>,
  env: Environment,
): Promise<(requirement: Requirement, secrets: readonly string[]) => readonly Candidate[]> => {
  const enabled = [...profiles.values()].filter((profile) => profile.enabled && profile.adapter !== 'shell');
  const checked = await checkTools(enabled, { env, root, isRefreshed: false, modules });
  const byName = new Map(checked.map((each) => [each.profile.name, each]));
  const successes = successesOf(env);
  return (requirement, secrets) =>
    rankProfiles(profiles, requirement, ({ name }) => successes.has(name)).map((ranked) => {
      const found = byName.get(ranked.profile.name);
      return { ...ranked, objection: found === undefined ? 'it is not enabled' : objectionTo(found, secrets) };
    });
};

/** A sentence: how well it fits, and why better ones are passed over. */
export const whyOf = (candidates: readonly Candidate[], { profile, total }: Candidate): string => {
  const passed = candidates.slice(
    0,
    candidates.findIndex((each) => each.profile.name === profile.name),
  );
  const better = passed.map((each) => `${each.profile.name} (${each.total}) cannot be used: ${each.objection ?? ''}`);
  return [`${profile.name} fits best, with ${total} points`, ...better].join('; ');
};

const choiceOf = (candidates: readonly Candidate[], { unsaid }: Requirement): Choice | null => {
  const chosen = candidates.find(({ objection }) => objection === null);
  if (chosen === undefined) return null;
  const { name, timeoutMs, retry, fallback } = chosen.profile;
  const isOpen = (key: Unsaid): boolean => unsaid.includes(key);
  return {
    tool: name,
    why: whyOf(candidates, chosen),
    timeoutMs: isOpen('timeout') ? timeoutMs : null,
    retry: isOpen('retry') ? retry : null,
    fallback: isOpen('fallback') ? fallback : null,
  };
};

/** Makes the port by which the engine chooses. */
export const createChoice =
  (tools: HouseTools, env: Environment): EngineParts['openChoice'] =>
  async ({ workstream }) => {
    if (!everyStep(workstream).some(({ requires }) => requires !== undefined)) return () => null;
    const candidates = await openCandidates(tools, env);
    return (step, requirement) =>
      choiceOf(candidates(requirement, [...workstream.secrets, ...(step.secrets ?? [])]), requirement);
  };
