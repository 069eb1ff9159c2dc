/** Runs one program with its arguments, without a shell between. */
import type { RunProgram } from '../../../core/tool.ts';
import type { Processes } from '../../../core/system.ts';
import { outcomeOfEnd } from './process-end.ts';
import { runCall } from './run-call.ts';

/** Makes the port that fixes are run by; a program from `node_modules/.bin` of its folder is found like one on PATH. */
export const createProgram =
  (processes: Processes): RunProgram =>
  async (argv, call) => {
    const path = `${call.cwd}/node_modules/.bin:${call.worktree}/node_modules/.bin:${call.env['PATH'] ?? ''}`;
    const end = await runCall(processes, argv, { ...call, env: { ...call.env, PATH: path } });
    return outcomeOfEnd(end, argv[0]);
  };
