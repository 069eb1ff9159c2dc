/**
 * The adapter `exec`: any program, called and read as its profile says.
 *
 *   X1. What a step gives reaches the program as arguments, its standard input or a file, byte for byte: no shell is between.
 *   X2. Whether it succeeded is told from its exit code and from what it printed, both as the profile says.
 */
import { mkdirSync } from 'node:fs';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, invariant, ok, type Result } from '../../../core/result.ts';
import type { ProcessEnd, Processes } from '../../../core/system.ts';
import type { ToolAdapter, ToolCall, ToolFailure, ToolOutcome } from '../../../core/tool.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import type { Environment } from '../../machine/own-environment.ts';
import { describeProfile } from '../descriptions.ts';
import { loginsAt } from '../home/logins.ts';
import { outcomeOfEnd } from '../process/process-end.ts';
import { runCall } from '../process/run-call.ts';
import { fillArguments, fillText, type TemplateValues } from './fill.ts';
import { missedBy, readOutput, usageIn } from './read-output.ts';

/** One argument holds at most 128 KiB. */
const LONGEST_ARGUMENT = 128 * 1024;
/** What is read of what it prints; more is no output of a step. */
const LONGEST_OUTPUT = 16 * 1024 * 1024;

const wrong = (code: 'bad-input' | 'bad-output', pointer: string, message: string): { ok: false; error: Failure } =>
  err({ code, pointer, message });

const unfit = (args: readonly string[]): string | null => {
  for (const argument of args) {
    if (argument.includes('\0')) return 'an argument holds a NUL character, which no program can be given';
    if (Buffer.byteLength(argument) >= LONGEST_ARGUMENT)
      return 'an argument is larger than 128 KiB; let the profile give it by stdin or promptFile';
  }
  return null;
};

/** Keeps what is heard, up to as much as is read. */
const listening = (): { readonly hear: (bytes: Uint8Array) => void; readonly text: () => string | null } => {
  const parts: Uint8Array[] = [];
  let size = 0;
  return {
    hear: (bytes) => {
      size += bytes.length;
      // A copy: whoever reads may use the buffer again.
      if (size <= LONGEST_OUTPUT) parts.push(Uint8Array.from(bytes));
    },
    text: () => (size <= LONGEST_OUTPUT ? Buffer.concat(parts).toString('utf8') : null),
  };
};

/** X2 */
const judged = (
  end: ProcessEnd,
  text: string | null,
  { name, exec, title }: ToolProfile,
): { readonly result: Result<ToolOutcome, Failure>; readonly usage: ReturnType<typeof usageIn> } => {
  const read = text === null ? err('it printed more than 16 MiB') : readOutput(text, exec.output);
  const documents = read.ok ? read.value.documents : [];
  const usage = usageIn(name, documents, exec.usage);
  const hasCode = end.kind === 'exited' && exec.success.exitCodes.includes(end.exitCode);
  if (!hasCode) {
    const ended = outcomeOfEnd(end, title);
    if (!ended.ok) return { result: ended, usage };
    return {
      result: err({ code: 'tool-exit', status: 0, message: `${title} exited with code 0, which is no success of it` }),
      usage,
    };
  }
  if (!read.ok) return { result: wrong('bad-output', '', `${title}: ${read.error}`), usage };
  const missed = missedBy(documents, exec.success.equals);
  if (missed !== null)
    return {
      result: err({ code: 'tool-exit', status: end.exitCode, message: `${title} has not succeeded: ${missed}` }),
      usage,
    };
  return { result: ok({ outputs: read.value.outputs, exitCode: end.exitCode }), usage };
};

const inputOf = (text: string | null, call: ToolCall, values: TemplateValues): string | null => {
  if (text === null) return null;
  const path = join(call.paths.directory, 'stdin.txt');
  writeAnew(path, fillText(text, values));
  return path;
};

/** Makes the tool of a profile whose adapter is `exec`. */
export const createExec = (profile: ToolProfile, processes: Processes, user: Environment): ToolAdapter => {
  const { exec, command } = profile;
  invariant(command !== null, `${profile.name} has adapter exec and no command`);
  return {
    id: profile.name,
    title: profile.title,
    inputSchema: exec.inputs,
    describe: () => describeProfile(profile),
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: async (call, report): Promise<Result<ToolOutcome, ToolFailure>> => {
      const { home } = call.paths;
      mkdirSync(home, { recursive: true, mode: 0o700 });
      // In its home, because that is seen in a sandbox.
      const values = { with: call.with, promptFile: join(home, 'prompt.txt'), worktree: call.worktree, home };
      if (exec.promptFile !== null) {
        writeAnew(values.promptFile, fillText(exec.promptFile, values));
        report.file(values.promptFile);
      }
      const args = fillArguments(profile.args, values); // X1
      const problem = unfit(args);
      if (problem !== null) return err({ failure: wrong('bad-input', '/with', problem).error, evidence: null });
      const heard = listening();
      // Its home is that of the user, as far as that is seen.
      const logins = loginsAt(profile.login.files, user).map(({ place }) => place);
      const view = { network: profile.network, writable: [home, ...logins] };
      const stdinPath = inputOf(exec.stdin, call, values);
      const end = await runCall(processes, [command, ...args], call, {
        ...{ stdinPath, view, hear: heard.hear },
      });
      const { result, usage } = judged(end, heard.text(), profile);
      if (usage !== null) report.usage(usage);
      return result.ok ? result : err({ failure: result.error, evidence: null });
    },
  };
};
