/** Work that brings back or brings in what git ignores, and changes nothing that git tracks: where it does, that is put back. */
import type { Attempt } from '../../attempt.ts';
import type { Failure } from '../../failure.ts';
import { err, type Result } from '../../result.ts';
import type { Workspace } from '../../workspace.ts';

const SHOWN = 10;

const differs = ({ step }: Attempt, paths: readonly string[], salvaged: string | null): Failure => {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  const message = `${step} was to change only what git ignores, and changed ${paths.slice(0, SHOWN).join(', ')}${more}, which is put back${salvaged === null ? '' : ` and kept: git show ${salvaged}`}`;
  return { code: 'refresh-differs', paths, message };
};

/** Nobody else may be at work in the worktree. What a failed work changed is put back, too. */
export const keepingUnchanged = async <T>(
  attempt: Attempt,
  workspace: Workspace,
  work: () => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> => {
  const before = await workspace.snapshot();
  if (!before.ok) return before;
  const done = await work();
  const paths = await workspace.changedSince(before.value);
  if (!paths.ok) return paths;
  if (paths.value.length === 0) return done;
  const restored = await workspace.restore(attempt);
  if (!restored.ok) return restored;
  return done.ok ? err(differs(attempt, paths.value, restored.value.salvaged)) : done;
};
