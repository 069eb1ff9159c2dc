/** Attempt files that hear what tools tell of what they use. */
import type { ToolId } from '../../id.ts';
import type { AttemptFiles } from '../../system.ts';
import type { Usage } from '../../usage.ts';

/** What is told without a tool is told by this one. */
export const listening = (files: AttemptFiles, tool: ToolId, onUsage: (usage: Usage) => void): AttemptFiles => ({
  ...files,
  report: (attempt) => {
    const report = files.report(attempt);
    const usage = (told: Usage): void => {
      const used = told.tool === tool ? told : { ...told, tool, agent: told.agent ?? told.tool };
      onUsage(used);
      report.usage(used);
    };
    return { ...report, usage };
  },
});
