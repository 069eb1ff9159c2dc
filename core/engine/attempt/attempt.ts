/**
 * One attempt at one step, from its inputs to its checkpoint.
 *
 *   A1. The outcome is on the disk before the commit that vouches for it, so a crash after the commit loses nothing.
 *   A2. A script that only reads costs no git call at all; any other tool that only reads is looked at when it has ended.
 *   A3. Nothing leaves an attempt unmasked.
 *   A4. What another process left is believed only as far as it can be looked at: outputs and acceptance, again.
 *   A5. Before anything is started in the worktree it stands, and git finds its own folder there.
 *   A6. What a failed attempt committed with a secret in it leaves the branch before anybody is told of the failure.
 *   A7. What a tool gives as its end, which may be anybody's code, has the form that a log can hold.
 */
import type { Failure } from '../../failure.ts';
import { isExitCode, isFailure } from '../../failure-form.ts';
import { err, ok, type Result } from '../../result.ts';
import { keepsFiles, type Attempt, type Parked, type Success } from '../../attempt.ts';
import type { ToolCall, ToolOutcome } from '../../tool.ts';
import { accept } from './accept.ts';
import { fitting, outputsOf } from './attempt-outputs.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';
import { stillStands } from './bound.ts';
import { lookUp, replayed } from './cached.ts';
import { callOf } from './call-of.ts';
import { keepingScope } from './scope.ts';
import { commitSays } from './commit-says.ts';
import { emitsOf } from './emits.ts';
import { artifactsOf } from './kept-artifacts.ts';
import { attemptFix } from './fix-attempt.ts';

/** What a tool did, judged; nothing of it is committed yet. */
type Judged = Promise<Result<Omit<Success, 'checkpoint'>, Failure>>;
type Worked = Promise<Result<Omit<Success, 'checkpoint'> | Parked, Failure>>;

const judged = async (
  request: AttemptRequest,
  parts: AttemptParts,
  call: ToolCall,
  done: Omit<Success, 'checkpoint'>,
): Judged => {
  const { files, isRefresh, access } = request.work;
  const isHeld = files !== undefined && !isRefresh && access !== 'read';
  const held = isHeld ? await keepingScope(request, parts, files) : ok(undefined);
  if (!held.ok) return held;
  if (request.filled.acceptance.length === 0) return telling(request, parts, done);
  request.onValidating();
  const stands = await parts.workspace.stand(); // A5
  if (!stands.ok) return stands;
  const refused = await accept(request, parts, { call, outputs: done.outputs });
  if (refused === null) return telling(request, parts, done);
  // A fix mends the work; what the tool gave is then needed once more.
  if (refused.code === 'acceptance-failed') await parts.files.saveOutcome(request.attempt, done);
  return err(refused);
};

/** What it tells is settled before anything of it is committed: it may fail of that. */
const telling = (
  request: AttemptRequest,
  parts: AttemptParts,
  done: Omit<Success, 'checkpoint'>,
): Result<Omit<Success, 'checkpoint'>, Failure> => {
  const told = emitsOf(request, done, parts);
  return told.ok ? ok({ ...done, ...told.value }) : told;
};

/** A7 */
const withExitCode = (outcome: ToolOutcome): Result<ToolOutcome, Failure> => {
  const { exitCode } = outcome;
  if (exitCode === null || isExitCode(exitCode)) return ok(outcome);
  return err({ code: 'bad-output', pointer: '', message: `the tool gave ${String(exitCode)}, which is no exit code` });
};

/** A7 */
const toldFailure = (failure: Failure, { signal }: ToolCall): Failure => {
  if (!isFailure(failure))
    return { code: 'bad-output', pointer: '', message: 'the tool has failed, and what it gave as its failure is none' };
  // Else it would be tried again for ever: what is interrupted costs no failure.
  return failure.code === 'interrupted' && !signal.aborted
    ? {
        code: 'tool-exit',
        status: 1,
        message: `the tool says that it was interrupted, and nobody did: ${failure.message}`,
      }
    : failure;
};

const execute = async (
  request: AttemptRequest,
  parts: AttemptParts,
  call: ToolCall,
): Promise<Result<ToolOutcome | Parked, Failure>> => {
  const { accepted } = request.work;
  const stands = accepted === null ? ok(false) : await stillStands(request, parts);
  if (!stands.ok) return stands;
  // What was accepted of something else is asked once more.
  const { bound } = request.work;
  const subject = bound === undefined ? {} : { subject: bound.subject };
  if (accepted !== null && stands.value) return ok({ outputs: { ...accepted, ...subject }, exitCode: null });
  const ended = await request.tool.execute(call, parts.files.report(request.attempt));
  if (ended.ok) return 'wait' in ended.value ? ended : withExitCode(ended.value);
  if (ended.error.evidence !== null) request.onEvidence(ended.error.evidence);
  return err(toldFailure(ended.error.failure, call));
};

const work = async (request: AttemptRequest, parts: AttemptParts, call: ToolCall): Worked => {
  const outcome = await execute(request, parts, call);
  if (!outcome.ok) return outcome;
  if ('wait' in outcome.value) return ok(outcome.value);
  const outputs = await outputsOf(request, parts, outcome.value);
  if (!outputs.ok) return outputs;
  return judged(request, parts, call, { outputs: outputs.value, exitCode: outcome.value.exitCode });
};

/** What failed, once more, after a fix: the checks alone where it was they that failed. */
const workAgain = async (request: AttemptRequest, parts: AttemptParts, call: ToolCall): Worked => {
  const { attempt } = request;
  const { fix } = request.work;
  const isOfChecks = fix?.of === 'acceptance-failed';
  const done = isOfChecks ? await parts.files.loadOutcome({ ...attempt, attempt: fix.attempt }, 'own') : null;
  return done === null ? work(request, parts, call) : judged(request, parts, call, done);
};

/** A4: the attempt is over; all that must hold of it is looked at once more. */
const prove = async (
  request: AttemptRequest,
  parts: AttemptParts,
  adopted: Success,
): Promise<Result<Success, Failure>> => {
  const { attempt, filled } = request;
  const outputs = fitting(request, parts, adopted.outputs, null);
  if (!outputs.ok) return outputs;
  if (filled.acceptance.length === 0) {
    const told = emitsOf(request, adopted, parts);
    if (!told.ok) return told;
    const kept = await artifactsOf(request, parts);
    return kept.ok ? ok({ ...adopted, ...told.value, ...kept.value }) : kept;
  }
  const call = await callOf(request, parts);
  if (!call.ok) return call;
  const { checkpoint: _, ...done } = adopted;
  const proved = await judged(request, parts, call.value, { ...done, outputs: outputs.value });
  if (!proved.ok) return proved;
  const kept = await artifactsOf(request, parts);
  if (!kept.ok) return kept;
  const says = commitSays(request, proved.value);
  if (!says.ok) return says;
  const checkpoint = await parts.workspace.checkpoint(attempt, says.value);
  return checkpoint.ok ? ok({ ...proved.value, ...kept.value, checkpoint: checkpoint.value }) : checkpoint;
};

/** Runs a tool, judges what it gives, and keeps what it did. Never throws for what is expected. */
export const runAttempt = async (
  request: AttemptRequest,
  parts: AttemptParts,
): Promise<Result<Success | Parked, Failure>> => {
  const made = await makeAttempt(request, parts);
  const withdrawn = made.ok ? ok(undefined) : await parts.workspace.withdraw(request.attempt); // A6
  const result = await watched(request, parts, withdrawn.ok ? made : withdrawn);
  for (const sentence of parts.workspace.told()) parts.files.report(request.attempt).message(sentence);
  return result;
};

/** Whether what changes in the worktree may be the attempt's work: all tools but the shell tell so little of what they do. */
const isAuthor = ({ work: { access, fix, tool } }: AttemptRequest, { shell }: AttemptParts): boolean =>
  access !== 'read' || fix !== null || tool !== shell.id;

/** How many paths an event holds. */
const MOST_CHANGED = 10_000;

/** How many paths a failure names. */
const NAMED = 100;

/** The end of an attempt, once its part in what lies in the worktree is settled. */
const watched = async (
  request: AttemptRequest,
  { workspace, shell }: AttemptParts,
  result: Result<Success | Parked, Failure>,
): Promise<Result<Success | Parked, Failure>> => {
  const { attempt, signal, work } = request;
  // What waits for a person goes on, and what has a checkpoint has left nothing.
  if (result.ok && ('wait' in result.value || result.value.checkpoint !== null || result.value.cached !== undefined))
    return result;
  const isScript = work.tool === shell.id;
  if (signal.aborted || (work.access === 'read' && isScript)) {
    await workspace.pause(attempt);
    return result;
  }
  // What a refresh changes is told by whoever asked for it (unchanged.ts), whatever its access.
  const isLooked = work.access === 'read' && !work.isRefresh;
  const paths = isLooked ? await workspace.changedBy(attempt) : ok([]);
  if (result.ok && paths.ok && paths.value.length === 0) workspace.forget(attempt);
  await workspace.leave(attempt);
  if (!paths.ok) return result.ok ? paths : result;
  if (paths.value.length === 0) return result;
  const named = paths.value.slice(0, NAMED);
  const cause = result.ok ? '' : `; before, ${result.error.message}`;
  const message = `it has access: read, and changed ${named.slice(0, 10).join(', ')}${named.length > 10 ? ' and more' : ''}${cause}`;
  return err({ code: 'read-only-violated', paths: named, message });
};

/** What lies in the worktree of an attempt, before its checkpoint. */
const changedFiles = async (
  attempt: Attempt,
  { workspace }: AttemptParts,
): Promise<Result<Pick<Success, 'changed'>, Failure>> => {
  const changed = await workspace.changedBy(attempt);
  return changed.ok ? ok({ changed: changed.value.slice(0, MOST_CHANGED) }) : changed;
};

const makeAttempt = async (
  request: AttemptRequest,
  parts: AttemptParts,
): Promise<Result<Success | Parked, Failure>> => {
  const { attempt } = request;
  const { access, fix, accepted, adopted, isRefresh, goesOn } = request.work;
  const { workspace, files } = parts;
  const stands = await workspace.stand(); // A5
  if (!stands.ok) return stands;
  if (adopted !== null) {
    await workspace.begin(attempt);
    return prove(request, parts, adopted);
  }
  // A fix is for the work as it failed, and what a person did, or who goes on, is there to stay.
  const isKept = isRefresh || fix !== null || accepted !== null || keepsFiles(goesOn?.change ?? null);
  if (access === 'exclusive' && attempt.attempt > 1 && !isKept) {
    const restored = await workspace.restore(attempt);
    if (!restored.ok) return restored;
  }
  const call = await callOf(request, parts);
  if (!call.ok) return call;
  let looked = await lookUp(request, parts, call.value);
  // What a person did was done before, and what changes nothing is nobody's work.
  const begin = async (): Promise<void> => {
    if (accepted === null && isAuthor(request, parts)) await workspace.begin(attempt);
  };
  if (looked?.kind === 'hit') {
    if (looked.isChanging) await begin();
    const again = await replayed(looked, request, parts);
    if (again !== null) return again;
    looked = await looked.otherwise();
  }
  await begin();
  const success =
    fix === null
      ? await work(request, parts, call.value)
      : await attemptFix(fix.fix, call.value, () => workAgain(request, parts, call.value), parts);
  if (!success.ok) return success;
  if ('wait' in success.value) return ok(success.value);
  const kept = await artifactsOf(request, parts);
  if (!kept.ok) return kept;
  const keeping = looked?.kind === 'miss' ? await looked.seen() : null;
  const isLooked = access === 'read' && fix === null && accepted === null;
  if (isRefresh || isLooked) {
    await keeping?.keep(success.value);
    return ok({ ...success.value, ...kept.value, checkpoint: null }); // A2
  }
  const { outputs, exitCode } = success.value;
  const changed = request.work.tellsChanged === true ? await changedFiles(attempt, parts) : ok({});
  if (!changed.ok) return changed;
  const says = commitSays(request, success.value);
  if (!says.ok) return says;
  await files.saveOutcome(attempt, { outputs, exitCode, ...changed.value }); // A1
  parts.failpoint('attempt.outcome.saved');
  const made = await workspace.checkpoint(attempt, says.value);
  if (!made.ok) return made;
  await keeping?.keep(success.value);
  return ok({ ...success.value, ...changed.value, ...kept.value, checkpoint: made.value });
};
