/**
 * One attempt at one step, from its inputs to its checkpoint.
 *
 *   A1. The outcome is on the disk before the commit that vouches for it, so a crash after the commit loses nothing.
 *   A2. A step that only reads costs no git call at all.
 *   A3. Nothing leaves an attempt unmasked.
 */
import type { Failure } from '../../failure.ts';
import type { JsonObject } from '../../json.ts';
import { parseOutputs } from '../../planning/outputs.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Attempt, Parked, Success } from '../../attempt.ts';
import type { Recovery } from '../../run.ts';
import type { AttemptFiles, CheckJson, Failpoint, WorktreeFiles } from '../../system.ts';
import type { RunProgram, ToolAdapter, ToolCall, ToolOutcome } from '../../tool.ts';
import type { Step } from '../../workstream.ts';
import type { Workspace } from '../../workspace.ts';
import { attemptFix } from './fix-attempt.ts';
import type { Prepared } from './prepare.ts';

export type AttemptParts = {
  readonly files: AttemptFiles;
  readonly worktreeFiles: WorktreeFiles;
  readonly workspace: Workspace;
  readonly checkJson: CheckJson;
  readonly failpoint: Failpoint;
  readonly runProgram: RunProgram;
  /** The tool that acceptance commands run in. */
  readonly shell: ToolAdapter;
};

export type AttemptRequest = {
  readonly attempt: Attempt;
  readonly step: Step;
  readonly tool: ToolAdapter;
  readonly prepared: Prepared;
  /** What is to be tried first; null where nothing is. */
  readonly fix: Recovery['fix'];
  /** What a person's work gave that is now to be checked and committed; null where the tool is to work. */
  readonly accepted: Recovery['accepted'];
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

/** What a tool did, judged; nothing of it is committed yet. */
type Judged = Promise<Result<Omit<Success, 'checkpoint'>, Failure>>;
type Worked = Promise<Result<Omit<Success, 'checkpoint'> | Parked, Failure>>;

const judged = async (
  request: AttemptRequest,
  parts: AttemptParts,
  call: ToolCall,
  done: Omit<Success, 'checkpoint'>,
): Judged => {
  if (request.step.acceptance.length === 0) return ok(done);
  request.onValidating();
  const refused = await accept(request, parts, call);
  if (refused === null) return ok(done);
  // A fix mends the work; what the tool gave is then needed once more.
  if (refused.code === 'acceptance-failed') await parts.files.saveOutcome(request.attempt, done);
  return err(refused);
};

const work = async (request: AttemptRequest, parts: AttemptParts, call: ToolCall): Worked => {
  const { accepted } = request;
  const outcome = accepted === null ? await request.tool.execute(call) : ok({ outputs: accepted, exitCode: null });
  if (!outcome.ok) return outcome;
  if ('wait' in outcome.value) return ok(outcome.value);
  const outputs = await outputsOf(request, parts, outcome.value);
  if (!outputs.ok) return outputs;
  return judged(request, parts, call, { outputs: outputs.value, exitCode: outcome.value.exitCode });
};

/** What failed, once more, after a fix: the checks alone where it was they that failed. */
const workAgain = async (request: AttemptRequest, parts: AttemptParts, call: ToolCall): Worked => {
  const { attempt, fix } = request;
  const isOfChecks = fix?.of === 'acceptance-failed';
  const done = isOfChecks ? await parts.files.loadOutcome({ ...attempt, attempt: fix.attempt }) : null;
  return done === null ? work(request, parts, call) : judged(request, parts, call, done);
};

const callOf = async (request: AttemptRequest, parts: AttemptParts): Promise<Result<ToolCall, Failure>> => {
  const { attempt, step, tool, prepared, signal } = request;
  const { input, failure } = prepared;
  const paths = await parts.files.open(attempt, { input, failure });
  if (!paths.ok) return paths;
  const { worktree } = parts.workspace.place;
  const cwd = prepared.cwd === '.' ? worktree : await parts.worktreeFiles.folder(worktree, prepared.cwd);
  if (cwd === null)
    return err({
      code: 'bad-input',
      pointer: '/cwd',
      message: `cwd: there is no folder ${prepared.cwd} in the worktree`,
    });
  const { output: WS_OUTPUT, input: WS_INPUT, failure: WS_FAILURE } = paths.value;
  return ok({
    attempt,
    with: prepared.with,
    cwd,
    worktree,
    env: { ...prepared.env, WS_OUTPUT, WS_INPUT, WS_FAILURE },
    paths: paths.value,
    timeoutMs: step.timeoutMs,
    sandbox: step.sandbox ?? tool.sandbox,
    signal,
  });
};

/** Runs a tool, judges what it gives, and keeps what it did. Never throws for what is expected. */
export const runAttempt = async (
  request: AttemptRequest,
  parts: AttemptParts,
): Promise<Result<Success | Parked, Failure>> => {
  const { attempt, step, tool, fix, accepted } = request;
  const { workspace, files } = parts;
  const access = step.access ?? tool.access;
  // A fix is for the work as it failed, and what a person did is there to stay.
  if (access === 'exclusive' && attempt.attempt > 1 && fix === null && accepted === null) {
    const restored = await workspace.restore(attempt);
    if (!restored.ok) return restored;
  }
  const call = await callOf(request, parts);
  if (!call.ok) return call;
  const success =
    fix === null
      ? await work(request, parts, call.value)
      : await attemptFix(fix.fix, call.value, () => workAgain(request, parts, call.value), parts);
  if (!success.ok) return success;
  if ('wait' in success.value) return ok(success.value);
  if (access === 'read' && fix === null) return ok({ ...success.value, checkpoint: null }); // A2
  await files.saveOutcome(attempt, success.value); // A1
  parts.failpoint('attempt.outcome.saved');
  const checkpoint = await workspace.checkpoint(attempt);
  return checkpoint.ok ? ok({ ...success.value, checkpoint: checkpoint.value }) : checkpoint;
};
