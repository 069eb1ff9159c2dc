/** Runs the command line that a call comes down to, with the logs, the mark and the limits of the attempt. */
import type { ProcessCommand, ProcessEnd, Processes } from '../../../core/system.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { ToolCall } from '../../../core/tool.ts';

/** The mark of an attempt's processes, unique among all attempts of all runs. */
const attemptMarker = ({ run, step, attempt }: Attempt): string => `${run}/${step}#${attempt}`;

/** Gives how the process ended, once its whole tree has. */
export const runCall = (processes: Processes, argv: ProcessCommand['argv'], call: ToolCall): Promise<ProcessEnd> =>
  processes.run({
    argv,
    cwd: call.cwd,
    env: { ...call.env, WS_RUN_ID: call.attempt.run },
    stdinPath: null,
    stdoutPath: call.paths.stdout,
    stderrPath: call.paths.stderr,
    marker: attemptMarker(call.attempt),
    timeoutMs: call.timeoutMs,
    sandbox: call.sandbox,
    readOnlyPaths: [],
    signal: call.signal,
  });
