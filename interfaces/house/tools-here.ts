/** The tools that a workstream run on this machine may name. */
import { createProcesses } from '../../adapters/machine/processes.ts';
import { shippedTools } from '../../adapters/tools/registry.ts';
import { createShell } from '../../adapters/tools/shell/shell.ts';
import type { Tools } from '../../core/tool.ts';

/** To be looked at, not to be run: their processes belong to no run. */
export const toolsHere = (): Tools => {
  const processes = createProcesses();
  return shippedTools(createShell(processes), processes);
};
