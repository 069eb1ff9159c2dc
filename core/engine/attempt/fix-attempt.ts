/**
 * An attempt that begins with a fix: it is tried in the worktree, and kept only where it helps.
 *
 *   X1. Whatever the fix did is undone, byte for byte, when what failed fails again.
 *   X2. Nobody else is at work in the worktree: such an attempt runs alone (state/frontier.ts).
 *   X3. A fix that helped is a checkpoint of its own, before that of the step.
 *   X4. It changes the files that were reported, and no others.
 */
import type { Fix } from '../../diagnosis.ts';
import type { Failure } from '../../failure.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Parked, Success } from '../../attempt.ts';
import type { RunProgram, ToolCall } from '../../tool.ts';
import type { Workspace } from '../../workspace.ts';

export type FixParts = {
  readonly workspace: Workspace;
  readonly runProgram: RunProgram;
  readonly worktreeFiles: { folder(worktree: string, path: string): Promise<string | null> };
};

const callOfFix = async (fix: Fix, call: ToolCall, { worktreeFiles }: FixParts): Promise<ToolCall | null> => {
  const cwd = fix.cwd === null ? call.cwd : await worktreeFiles.folder(call.worktree, fix.cwd);
  const { directory } = call.paths;
  const paths = { ...call.paths, stdout: `${directory}/fix-stdout.log`, stderr: `${directory}/fix-stderr.log` };
  return cwd === null ? null : { ...call, cwd, paths };
};

/** Exit codes by which shells and launchers such as npx say that there is no such program, or that it may not run. */
const NOT_RUN: ReadonlySet<number> = new Set([126, 127]);

const couldNotRun = (error: Failure | null): boolean =>
  error !== null && (error.code === 'tool-missing' || (error.code === 'tool-exit' && NOT_RUN.has(error.status)));

/** A fix that could not be run is told apart from one that did not help. */
const noteOf = (error: Failure | null): string =>
  couldNotRun(error) ? `could not be run: ${error?.message ?? ''}` : 'did not help, and was taken back';

const withNote = (failure: Failure, { title }: Fix, note: string): Failure => ({
  ...failure,
  tried: `the fix "${title}" ${note}`,
});

/** Those of the changed files that were not reported, whether from the root or from the folder the fix ran in. */
const unreported = (changed: readonly string[], { paths }: Fix, { cwd, worktree }: ToolCall): readonly string[] => {
  if (paths === undefined) return [];
  const folder = cwd.startsWith(`${worktree}/`) ? cwd.slice(worktree.length + 1) : '';
  const meant = new Set(paths.flatMap((path) => (folder === '' ? [path] : [path, `${folder}/${path}`])));
  return changed.filter((path) => !meant.has(path));
};

const strayNote = (strays: readonly string[]): string => {
  const more = strays.length > 3 ? ` and ${strays.length - 3} more` : '';
  return `changed ${strays.slice(0, 3).join(', ')}${more}, which were not reported, and was taken back`;
};

/** Runs the fix, then `again`, which is what failed. How the fix itself ends does not matter: whether it helped does. */
export const attemptFix = async (
  fix: Fix,
  call: ToolCall,
  again: () => Promise<Result<Omit<Success, 'checkpoint'> | Parked, Failure>>,
  parts: FixParts,
): Promise<Result<Omit<Success, 'checkpoint'> | Parked, Failure>> => {
  const { workspace } = parts;
  const fixCall = await callOfFix(fix, call, parts);
  if (fixCall === null)
    return err({ code: 'bad-input', pointer: '/fix', message: `there is no folder ${fix.cwd ?? ''} to run a fix in` });
  const before = await workspace.snapshot();
  if (!before.ok) return before;
  const undo = async (failure: Failure): Promise<Result<never, Failure>> => {
    const reverted = await workspace.revert(before.value); // X1
    return err(reverted.ok ? failure : reverted.error);
  };
  const ran = await parts.runProgram(fix.argv, fixCall);
  if (!ran.ok && (ran.error.code === 'interrupted' || ran.error.code === 'disk-full')) return undo(ran.error);
  const after = await workspace.snapshot();
  if (!after.ok) return undo(after.error);
  const changed = await workspace.changedSince(before.value);
  if (!changed.ok) return undo(changed.error);
  const strays = unreported(changed.value, fix, fixCall);
  if (strays.length > 0) {
    const reverted = await workspace.revert(before.value); // X4
    if (!reverted.ok) return reverted;
  }
  const result = await again();
  const note = strays.length > 0 ? strayNote(strays) : noteOf(ran.ok ? null : ran.error);
  if (!result.ok) return undo(withNote(result.error, fix, note));
  if (strays.length > 0) return result;
  const committed = await workspace.commitFix(after.value, call.attempt, fix.title); // X3
  if (!committed.ok) return committed;
  const isDone = committed.value !== null && !('wait' in result.value);
  return isDone ? ok({ ...result.value, fixCommit: committed.value }) : result;
};
