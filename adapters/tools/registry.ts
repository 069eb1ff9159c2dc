/** The tools that a workstream may name: one for each profile that is enabled. */
import type { ToolId } from '../../core/id.ts';
import { invariant } from '../../core/result.ts';
import type { Processes } from '../../core/system.ts';
import type { ToolAdapter, Tools } from '../../core/tool.ts';
import type { Profiles, ToolProfile } from '../../core/tool-profile.ts';
import { worktreeFiles } from '../machine/worktree-files.ts';
import { createAcp } from './acp/acp.ts';
import { createAgent } from './agent/agent.ts';
import { DIALECTS } from './agent/dialects.ts';
import { createExec } from './exec/exec.ts';
import { createManual } from './manual/manual.ts';
import { createScript } from './script/script.ts';
import { createModuleTool } from './module/module-tool.ts';
import { createHttp, type HttpParts } from './http/http.ts';
import { createRead } from './read/read.ts';
import { createWrite } from './write/write.ts';
import { profiled } from './profiled.ts';

/** What tools work with: the shell of a run, and processes to run in. `given`: tools that are there as code; left out where there are none. */
export type ToolParts = {
  readonly shell: ToolAdapter;
  readonly processes: Processes;
  readonly given?: ReadonlyMap<ToolId, ToolAdapter>;
  /** What requests may reach; left out: the public internet. */
  readonly http?: HttpParts;
  /** Where the modules lie that profiles name, null where one does not count; left out where none does. */
  readonly modules?: ReadonlyMap<ToolId, { readonly path: string | null }>;
};

const adapterOf = (profile: ToolProfile, { shell, processes, modules, http }: ToolParts): ToolAdapter => {
  if (profile.code !== null) return createModuleTool(profile, modules?.get(profile.name)?.path ?? null, processes);
  if (profile.adapter === 'shell') return shell;
  if (profile.adapter === 'manual') return createManual();
  if (profile.adapter === 'http') return createHttp({ allow: [], ...http });
  if (profile.adapter === 'read') return createRead(worktreeFiles);
  if (profile.adapter === 'write') return createWrite();
  if (profile.adapter === 'script') return createScript(processes, worktreeFiles);
  if (profile.adapter === 'acp') return createAcp(profile, processes);
  if (profile.adapter === 'exec') return createExec(profile, processes);
  const dialect = DIALECTS.find(({ id }) => id === profile.adapter);
  invariant(dialect !== undefined, `the profile ${profile.name} names an adapter that there is not`);
  return createAgent(dialect, processes, {
    command: profile.command,
    args: profile.args.flat(),
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
    const tool = parts.given?.get(id) ?? profiled(adapterOf(profile, parts), profile, parts.shell);
    made.set(id, tool);
    return tool;
  };
  return { find, all: () => [...profiles.keys()].flatMap((id) => find(id) ?? []) };
};
