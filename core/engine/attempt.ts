/**
 * One attempt at one step, from its inputs to its checkpoint.
 *
 *   A1. The outcome is on the disk before the commit that vouches for it, so a crash after the commit loses nothing.
 *   A2. A step that only reads costs no git call at all.
 *   A3. Nothing leaves an attempt unmasked.
 */
import type { Failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { parseOutputs } from '../planning/outputs.ts';
import { err, ok, type Result } from '../result.ts';
import type { Attempt, Success } from '../run.ts';
import type { AttemptFiles, CheckJson, Failpoint, WorktreeFiles } from '../system.ts';
import type { ToolAdapter, ToolCall, ToolOutcome } from '../tool.ts';
import type { Step } from '../workstream.ts';
import type { Workspace } from '../workspace.ts';
import type { Prepared } from './prepare.ts';

export type AttemptParts = {
  readonly files: AttemptFiles;
  readonly worktreeFiles: WorktreeFiles;
  readonly workspace: Workspace;
  readonly checkJson: CheckJson;
  readonly failpoint: Failpoint;
  /** The tool that acceptance commands run in. */
  readonly shell: ToolAdapter;
};

export type AttemptRequest = {
  readonly attempt: Attempt;
  readonly step: Step;
  readonly tool: ToolAdapter;
  readonly prepared: Prepared;
  readonly signal: AbortSignal;
  /** Called when the tool is done and the acceptance checks begin. */
  readonly onValidating: () => void;
};

const outputsOf = async (
  { attempt, step }: AttemptRequest,
  { files, checkJson }: AttemptParts,
  outcome: ToolOutcome,
): Promise<Result<JsonObject, Failure>> => {
  const text = await files.readOutput(attempt);
  if (!text.ok) return text;
  const written = text.value === '' ? ok({}) : parseOutputs(text.value);
  if (!written.ok) {
    const { line, message } = written.error;
    return err({ code: 'bad-output', pointer: '', message: `$WS_OUTPUT line ${line}: ${message}` });
  }
  const outputs: JsonObject = { ...written.value, ...outcome.outputs };
  const problem = step.outputs === null ? null : checkJson(step.outputs, outputs);
  if (problem === null) return ok(outputs);
  return err({
    code: 'bad-output',
    pointer: problem.pointer,
    message: `outputs${problem.pointer === '' ? '' : ` ${problem.pointer}`}: ${problem.message}`,
  });
};

const accept = async (
  { step, attempt, prepared, signal }: AttemptRequest,
  parts: AttemptParts,
  call: ToolCall,
): Promise<Failure | null> => {
  for (const [at, check] of step.acceptance.entries()) {
    if (check.kind === 'file') {
      const path = prepared.acceptancePaths[at] ?? check.path;
      if (await parts.worktreeFiles.exists(call.worktree, path)) continue;
      return { code: 'acceptance-failed', check, message: `acceptance: there is no file ${path}` };
    }
    const script = prepared.acceptanceScripts[at] ?? { run: check.script, env: {} };
    const checked = await parts.shell.execute({
      ...call,
      attempt,
      with: { run: script.run },
      env: { ...call.env, ...script.env },
      sandbox: call.sandbox,
      signal,
    });
    if (checked.ok) continue;
    const cause = checked.error;
    if (cause.code === 'interrupted' || cause.code === 'timeout' || cause.code === 'disk-full') return cause;
    return { code: 'acceptance-failed', check, message: `acceptance: ${check.script.trim()}: ${cause.message}` };
  }
  return null;
};

/** Runs a tool, judges what it gives, and keeps what it did. Never throws for what is expected. */
export const runAttempt = async (request: AttemptRequest, parts: AttemptParts): Promise<Result<Success, Failure>> => {
  const { attempt, step, tool, prepared, signal } = request;
  const { workspace, files } = parts;
  const access = step.access ?? tool.access;
  if (access === 'exclusive' && attempt.attempt > 1) {
    const restored = await workspace.restore(attempt);
    if (!restored.ok) return restored;
  }
  const paths = await files.open(attempt, prepared.input);
  if (!paths.ok) return paths;
  const { worktree } = workspace.place;
  const cwd = prepared.cwd === '.' ? worktree : await parts.worktreeFiles.folder(worktree, prepared.cwd);
  if (cwd === null)
    return err({
      code: 'bad-input',
      pointer: '/cwd',
      message: `cwd: there is no folder ${prepared.cwd} in the worktree`,
    });
  const call: ToolCall = {
    attempt,
    with: prepared.with,
    cwd,
    worktree,
    env: { ...prepared.env, WS_OUTPUT: paths.value.output, WS_INPUT: paths.value.input },
    paths: paths.value,
    timeoutMs: step.timeoutMs,
    sandbox: step.sandbox ?? tool.sandbox,
    signal,
  };
  const outcome = await tool.execute(call);
  if (!outcome.ok) return outcome;
  const outputs = await outputsOf(request, parts, outcome.value);
  if (!outputs.ok) return outputs;
  if (step.acceptance.length > 0) {
    request.onValidating();
    const refused = await accept(request, parts, call);
    if (refused !== null) return err(refused);
  }
  const success = { outputs: outputs.value, exitCode: outcome.value.exitCode };
  if (access === 'read') return ok({ ...success, checkpoint: null }); // A2
  await files.saveOutcome(attempt, success); // A1
  parts.failpoint('attempt.outcome.saved');
  const checkpoint = await workspace.checkpoint(attempt);
  return checkpoint.ok ? ok({ ...success, checkpoint: checkpoint.value }) : checkpoint;
};
