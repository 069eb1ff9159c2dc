/** The tools that a workstream may name: one for each profile that is enabled. */
import type { ToolId } from '../../core/id.ts';
import type { Prices } from '../../core/price.ts';
import { invariant } from '../../core/result.ts';
import type { Processes } from '../../core/system.ts';
import type { ToolAdapter, Tools } from '../../core/tool.ts';
import type { Profiles, ToolProfile } from '../../core/tool-profile.ts';
import { createAgent } from './agent/agent.ts';
import { DIALECTS } from './agent/dialects.ts';
import { createExec } from './exec/exec.ts';
import { createManual } from './manual/manual.ts';
import { profiled } from './profiled.ts';

/** What tools work with: the shell of a run, and processes to run in. */
type ToolParts = {
  readonly shell: ToolAdapter;
  readonly processes: Processes;
  /** What models cost; left out where nobody asks. */
  readonly prices?: Prices;
};

const adapterOf = (profile: ToolProfile, { shell, processes, prices = new Map() }: ToolParts): ToolAdapter => {
  if (profile.adapter === 'shell') return shell;
  if (profile.adapter === 'manual') return createManual();
  if (profile.adapter === 'exec') return createExec(profile, processes);
  const dialect = DIALECTS.find(({ id }) => id === profile.adapter);
  invariant(dialect !== undefined, `the profile ${profile.name} names an adapter that there is not`);
  return createAgent(dialect, processes, {
    command: profile.command,
    args: profile.args.flat(),
    prices,
    ...(profile.stallMs === null ? {} : { stallMs: profile.stallMs }),
  });
};

/** The tools of these profiles, each made when it is first asked for. */
export const createTools = (profiles: Profiles, parts: ToolParts): Tools => {
  const made = new Map<ToolId, ToolAdapter>();
  const find = (id: ToolId): ToolAdapter | null => {
    const known = made.get(id);
    const profile = profiles.get(id);
    if (known !== undefined || profile?.enabled !== true) return known ?? null;
    const tool = profiled(adapterOf(profile, parts), profile, parts.shell);
    made.set(id, tool);
    return tool;
  };
  return { find, all: () => [...profiles.keys()].flatMap((id) => find(id) ?? []) };
};
