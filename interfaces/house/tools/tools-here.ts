/** The tools of a place to be looked at, not to be run: their processes belong to no run. */
import { createProcesses } from '../../../adapters/machine/processes.ts';
import { NO_SURROUNDINGS } from '../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../adapters/tools/registry.ts';
import { objectionToRequirement } from '../../../adapters/tools/selection/rank.ts';
import { createShell } from '../../../adapters/tools/shell/shell.ts';
import { toolId } from '../../../core/id.ts';
import type { Tools } from '../../../core/tool.ts';
import type { KnownTools } from '../../../schema/check-calls.ts';
import type { HouseTools } from './house-tools.ts';

export const toolsHere = ({
  profiles,
  given,
  modules,
  prices,
}: Pick<HouseTools, 'profiles' | 'given' | 'modules' | 'prices'>): Tools => {
  const processes = createProcesses();
  const shell = createShell(processes);
  return createTools(profiles, { shell, processes, surroundings: NO_SURROUNDINGS, given, modules, prices });
};

const objectionTo = (name: string, { profiles, withheld, modules }: HouseTools): string | null => {
  const profile = profiles.get(toolId(name));
  const held = withheld.find((each) => each.name === name);
  if (profile?.enabled === false) return `is not enabled (${profile.origins.at(-1)?.file ?? 'shipped'})`;
  if (profile !== undefined) return modules.get(profile.name)?.problem ?? null;
  if (held === undefined) return null;
  return `is one of this repository and counts once it is trusted: ws trust ${held.file}`;
};

/** The same for who checks a definition. */
export const knownTools = (tools: HouseTools): KnownTools => {
  const here = toolsHere(tools);
  return {
    names: here.all().map(({ id }) => id),
    objection: (name) => objectionTo(name, tools),
    inputSchema: (name) => here.find(toolId(name))?.inputSchema ?? null,
    examine: (name, args) => here.find(toolId(name))?.examine?.(args) ?? [],
    gives: (name, args) => here.find(toolId(name))?.gives?.(args) ?? null,
    objectionToRequirement: (requirement) => objectionToRequirement(tools.profiles, requirement),
    settings: (name) => tools.profiles.get(toolId(name))?.settings ?? {},
  };
};
