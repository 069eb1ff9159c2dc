/** The tool `shell`: runs a script, and stops at the first command that fails. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../core/json.ts';
import { unfitForEnvironment } from '../../../core/unfit-value.ts';
import { err } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import type { Processes } from '../../../core/system.ts';
import type { ToolAdapter, ToolCheck, ToolFailure, ToolOutcome } from '../../../core/tool.ts';
import { describeShell, SHELL } from '../descriptions.ts';
import { outcomeOfEnd } from '../process/process-end.ts';
import { runCall } from '../process/run-call.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';

/** One argument holds at most 128 KiB; a longer script goes by a file. */
const LONGEST_ARGUMENT = 100 * 1024;

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['run'],
  additionalProperties: false,
  properties: {
    run: { type: 'string', description: 'The script. Values of expressions reach it as environment variables.' },
    args: { description: 'Its words, in "$@": a list, in which lists become their items.' },
    shell: { enum: ['sh', 'bash'], default: 'sh', description: 'bash also stops when a part of a pipe fails.' },
  },
};

type Shell = 'sh' | 'bash';
type Argv = readonly [string, ...string[]];

// bash as GitHub Actions starts it: no files of the user, and a pipe fails with any of its parts.
const opening = (shell: Shell): Argv =>
  shell === 'bash' ? ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail'] : ['/bin/sh', '-e'];

type Command = { readonly argv: Argv; readonly path: string | null };

/** The command line that runs a script: in an argument, or from a file in `directory` when it is long. */
const shellCommand = async (
  { script, shell, words }: { readonly script: string; readonly shell: Shell; readonly words: readonly string[] },
  directory: string,
): Promise<Command> => {
  // What comes first behind the code is $0.
  const behind = words.length === 0 ? [] : [shell, ...words];
  if (Buffer.byteLength(script) <= LONGEST_ARGUMENT)
    return { argv: [...opening(shell), '-c', script, ...behind], path: null };
  const path = join(directory, 'script.sh');
  await mkdir(directory, { recursive: true });
  writeAnew(path, script);
  return { argv: [...opening(shell), path, ...words], path };
};

/** A list becomes its items, nothing no word, all else one word each. */
const wordsOf = (args: Json): readonly string[] =>
  [args]
    .flat(2)
    .flatMap((word: Json) => (word === null ? [] : [typeof word === 'string' ? word : JSON.stringify(word)]));

const available: ToolCheck = { available: true, version: null, hint: '' };

const wrong = (key: string, message: string): Result<never, ToolFailure> =>
  err({ failure: { code: 'bad-input', pointer: `/with/${key}`, message }, evidence: null });

/** Makes the `shell` tool. `with.run` is the script; its exit code other than 0 is a `tool-exit` failure. */
export const createShell = (processes: Processes): ToolAdapter => ({
  id: SHELL,
  title: 'Shell script',
  inputSchema: INPUT_SCHEMA,
  describe: describeShell,
  check: () => Promise.resolve(available),
  execute: async (call, report): Promise<Result<ToolOutcome, ToolFailure>> => {
    const script = call.with['run'];
    const shell = call.with['shell'] ?? 'sh';
    if (typeof script !== 'string') return wrong('run', 'A shell step needs a script in "run"');
    if (shell !== 'sh' && shell !== 'bash') return wrong('shell', '"shell" is either "sh" or "bash"');
    const words = wordsOf(call.with['args'] ?? []);
    const unfit = words.map(unfitForEnvironment).find((why) => why !== null) ?? null;
    if (unfit !== null) return wrong('args', `A word ${unfit}`);
    const command = await shellCommand({ script, shell, words }, call.paths.directory);
    if (command.path !== null) report.file(command.path);
    const ended = outcomeOfEnd(await runCall(processes, command.argv, call), 'The script');
    return ended.ok ? ended : err({ failure: ended.error, evidence: null });
  },
});
