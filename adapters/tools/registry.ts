/** The tools that a workstream may name. */
import type { ToolId } from '../../core/id.ts';
import { invariant } from '../../core/result.ts';
import type { ToolAdapter, Tools } from '../../core/tool.ts';
import type { Processes } from '../../core/system.ts';
import { createAgent } from './agent/agent.ts';
import { DIALECTS } from './agent/dialects.ts';
import { createManual } from './manual/manual.ts';

/** Makes the registry; two adapters of one id are a bug. */
export const createTools = (adapters: readonly ToolAdapter[]): Tools => {
  const byId = new Map<ToolId, ToolAdapter>();
  for (const adapter of adapters) {
    invariant(!byId.has(adapter.id), `two tools are called ${adapter.id}`);
    byId.set(adapter.id, adapter);
  }
  return { find: (id) => byId.get(id) ?? null, all: () => [...byId.values()] };
};

/** All tools that ws ships: `shell`, coding CLIs, which need processes to run in, and those that need nothing. */
export const shippedTools = (shell: ToolAdapter, processes: Processes): Tools =>
  createTools([shell, createManual(), ...DIALECTS.map((dialect) => createAgent(dialect, processes))]);
