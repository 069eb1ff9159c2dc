/** Which files of an attempt are kept; where that cannot be done, the attempt has failed. */
import type { Success } from '../../attempt.ts';
import type { Failure } from '../../failure.ts';
import { ok, type Result } from '../../result.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

/** Nothing of what is only refreshed. That a pattern meets no file is told. */
export const artifactsOf = async (
  { attempt, work }: Pick<AttemptRequest, 'attempt' | 'work'>,
  { artifacts, files, workspace, secretIn }: Pick<AttemptParts, 'artifacts' | 'files' | 'workspace' | 'secretIn'>,
): Promise<Result<Pick<Success, 'artifacts'>, Failure>> => {
  if (work.artifacts === undefined || work.isRefresh) return ok({});
  const kept = await artifacts.keep(workspace.worktree, work.artifacts, { run: attempt.run, secretIn });
  if (!kept.ok) return kept;
  if (kept.value.length > 0) return ok({ artifacts: kept.value });
  files.report(attempt).message(`no file is there to be kept of: ${work.artifacts.join(', ')}`);
  return ok({});
};
