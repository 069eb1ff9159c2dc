/** The tool `shell`: runs a script, and stops at the first command that fails. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { toolId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { err } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Processes } from '../../../core/system.ts';
import type { ToolAdapter, ToolCall, ToolCheck, ToolOutcome } from '../../../core/tool.ts';
import { outcomeOfEnd } from '../process/process-end.ts';
import { runCall } from '../process/run-call.ts';

/** One argument holds at most 128 KiB; a longer script goes by a file. */
const LONGEST_ARGUMENT = 100 * 1024;

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['run'],
  additionalProperties: false,
  properties: {
    run: { type: 'string', description: 'The script. Values of expressions reach it as environment variables.' },
    shell: { enum: ['sh', 'bash'], default: 'sh', description: 'bash also stops when a part of a pipe fails.' },
  },
};

type Shell = 'sh' | 'bash';
type Argv = readonly [string, ...string[]];

// bash as GitHub Actions starts it: no files of the user, and a pipe fails with any of its parts.
const opening = (shell: Shell): Argv =>
  shell === 'bash' ? ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'] : ['/bin/sh', '-e'];

/** The command line that runs a script: in an argument, or from a file in `directory` when it is long. */
export const shellCommand = async (script: string, shell: Shell, directory: string): Promise<Argv> => {
  if (Buffer.byteLength(script) <= LONGEST_ARGUMENT) return [...opening(shell), '-c', script];
  const path = join(directory, 'script.sh');
  await mkdir(directory, { recursive: true });
  await writeFile(path, script, { mode: 0o600 });
  return [...opening(shell), path];
};

const available: ToolCheck = { available: true, version: null, hint: '' };

/** Makes the `shell` tool. `with.run` is the script; its exit code other than 0 is a `tool-exit` failure. */
export const createShell = (processes: Processes): ToolAdapter => ({
  id: toolId('shell'),
  title: 'Shell script',
  inputSchema: INPUT_SCHEMA,
  access: 'shared',
  sandbox: 'off',
  // What fails in a script says nothing about the shell; a step names what it depends on by `breaker`.
  breakers: () => [],
  check: () => Promise.resolve(available),
  execute: async (call: ToolCall): Promise<Result<ToolOutcome, Failure>> => {
    const script = call.with['run'];
    const shell = call.with['shell'] ?? 'sh';
    if (typeof script !== 'string') {
      return err({ code: 'bad-input', pointer: '/with/run', message: 'A shell step needs a script in "run"' });
    }
    if (shell !== 'sh' && shell !== 'bash') {
      return err({ code: 'bad-input', pointer: '/with/shell', message: '"shell" is either "sh" or "bash"' });
    }
    const end = await runCall(processes, await shellCommand(script, shell, call.paths.directory), call);
    return outcomeOfEnd(end, 'The script');
  },
});
