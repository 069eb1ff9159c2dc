/** The tools that a workstream may name: one for each profile that is enabled. */
import type { ToolId } from '../../core/id.ts';
import type { ModelGateway } from '../../core/model.ts';
import type { Prices } from '../../core/price.ts';
import { invariant } from '../../core/result.ts';
import type { OpenPublisher } from '../../core/publisher.ts';
import type { Processes } from '../../core/system.ts';
import type { ToolAdapter, Tools } from '../../core/tool.ts';
import type { Profiles, ToolProfile } from '../../core/tool-profile.ts';
import { worktreeFiles } from '../machine/worktree-files.ts';
import { createAcp } from './acp/acp.ts';
import { createAgent } from './agent/agent.ts';
import { DIALECTS } from './agent/dialects.ts';
import type { MeteringParts } from './agent/led.ts';
import type { Surroundings } from './agent/surroundings.ts';
import { createEvent } from './event/event.ts';
import { createExec } from './exec/exec.ts';
import { createLlm } from './llm/llm.ts';
import { openNoModels } from './llm/no-models.ts';
import { createManual } from './manual/manual.ts';
import { createScript } from './script/script.ts';
import { createModuleTool } from './module/module-tool.ts';
import { createHttp, type HttpParts } from './http/http.ts';
import { createRead } from './read/read.ts';
import { openNoPublisher } from './publish/no-publisher.ts';
import { createPublish } from './publish/publish.ts';
import { createTally } from './tally/tally.ts';
import { createWrite } from './write/write.ts';
import { profiled } from './profiled.ts';

/**
 * What tools work with: the shell of a run, processes to run in, and what they find on the machine. `given`: tools that are
 * there as code; left out where there are none.
 */
export type ToolParts = {
  readonly shell: ToolAdapter;
  readonly processes: Processes;
  readonly surroundings: Surroundings;
  readonly given?: ReadonlyMap<ToolId, ToolAdapter>;
  /** What models cost; left out where nobody asks. */
  readonly prices?: Prices;
  /** What requests may reach; left out: the public internet. */
  readonly http?: HttpParts;
  /** Who leads coding CLIs to their models; left out: they find them by themselves. */
  readonly metering?: MeteringParts;
  /** Opens the gateway to models; left out where none is asked. */
  readonly openModels?: () => Promise<ModelGateway>;
  /** Brings what a run did to others; left out where there is no run. */
  readonly openPublisher?: OpenPublisher;
  /** Where the modules lie that profiles name, null where one does not count; left out where none does. */
  readonly modules?: ReadonlyMap<ToolId, { readonly path: string | null }>;
};

const adapterOf = (profile: ToolProfile, parts: ToolParts): ToolAdapter => {
  const { shell, processes, surroundings, modules, http, openModels = openNoModels, prices = new Map() } = parts;
  if (profile.code !== null) return createModuleTool(profile, modules?.get(profile.name)?.path ?? null, processes);
  if (profile.adapter === 'shell') return shell;
  if (profile.adapter === 'manual') return createManual();
  if (profile.adapter === 'event') return createEvent();
  if (profile.adapter === 'llm') return createLlm(openModels);
  if (profile.adapter === 'http') return createHttp({ allow: [], ...http });
  if (profile.adapter === 'read') return createRead(worktreeFiles);
  if (profile.adapter === 'write') return createWrite();
  if (profile.adapter === 'publish') return createPublish(parts.openPublisher ?? openNoPublisher);
  if (profile.adapter === 'tally') return createTally();
  if (profile.adapter === 'script') return createScript(processes, worktreeFiles);
  if (profile.adapter === 'acp') return createAcp(profile, processes);
  if (profile.adapter === 'exec') return createExec(profile, processes, surroundings.user.env);
  const dialect = DIALECTS.find(({ id }) => id === profile.adapter);
  invariant(dialect !== undefined, `the profile ${profile.name} names an adapter that there is not`);
  const { keys, login, home, network, mcp, commits, metering } = profile;
  const own = {
    name: profile.name,
    ...{
      command: profile.command,
      args: profile.args.flat(),
      keys,
      login,
      home,
      network,
      mcp,
      commits,
      metering,
      prices,
    },
    ...(profile.stallMs === null ? {} : { stallMs: profile.stallMs }),
  };
  return createAgent(dialect, processes, own, { surroundings, metering: parts.metering ?? null });
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
