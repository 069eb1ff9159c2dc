/** Notes which tools succeed, so that they are preferred the next time; of scripts and people nobody asks. */
import type { Tools, ToolAdapter } from '../../../core/tool.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import type { Successes } from './successes.ts';

const noting = (tool: ToolAdapter, successes: Pick<Successes, 'note'>): ToolAdapter => ({
  ...tool,
  execute: async (call, report) => {
    const ended = await tool.execute(call, report);
    if (ended.ok && !('wait' in ended.value)) successes.note(tool.id);
    return ended;
  },
});

/** The same tools, heard of when they succeed. */
export const notingSuccesses = (tools: Tools, profiles: Profiles, successes: Pick<Successes, 'note'>): Tools => {
  const noted = (tool: ToolAdapter): ToolAdapter => {
    const adapter = profiles.get(tool.id)?.adapter;
    return adapter === 'shell' || adapter === 'manual' ? tool : noting(tool, successes);
  };
  return {
    find: (id) => {
      const tool = tools.find(id);
      return tool === null ? null : noted(tool);
    },
    all: () => tools.all().map(noted),
  };
};
