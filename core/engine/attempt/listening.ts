/** Attempt files that hear what tools tell of what they use. */
import type { ToolId } from '../../id.ts';
import type { AttemptFiles } from '../../system.ts';
import { believedUsage, type Usage } from '../../usage.ts';

/** Tools may tell anything; what is told by no tool, or another, is told by this one. */
export const listening = (files: AttemptFiles, tool: ToolId, onUsage: (usage: Usage) => void): AttemptFiles => ({
  ...files,
  report: (attempt) => {
    const report = files.report(attempt);
    const usage = (given: Usage): void => {
      const told = believedUsage(given);
      const used = told.tool === tool ? told : { ...told, tool, agent: told.agent ?? told.tool };
      onUsage(used);
      report.usage(used);
    };
    return { ...report, usage };
  },
});
