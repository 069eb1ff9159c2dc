/** An attempt that is not made because what it would do was kept, and one that is kept once it is made. */
import type { Success } from '../../attempt.ts';
import type { Failure } from '../../failure.ts';
import { ok, type Result } from '../../result.ts';
import type { Hit, Miss } from '../../step-cache.ts';
import type { ToolCall } from '../../tool.ts';
import { fitting } from './attempt-outputs.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';
import { commitSays } from './commit-says.ts';
import { emitsOf } from './emits.ts';

/** null where the attempt is to be made in any case, and nothing of it kept. */
export const lookUp = async (
  { attempt, work, tool, filled, secrets }: AttemptRequest,
  { cache, workspace }: AttemptParts,
  call: ToolCall,
): Promise<Hit | Miss | null> => {
  const { cache: rule, isRefresh } = work;
  if (cache === null || rule === undefined || isRefresh) return null;
  return cache.look({
    attempt,
    workstream: call.env['WS_WORKSTREAM'] ?? '',
    work,
    rule,
    tool,
    filled,
    call,
    secrets,
    workspace,
  });
};

/** Brings about what was kept; null where that does not apply here, and the attempt is to be made. */
export const replayed = async (
  hit: Hit,
  request: AttemptRequest,
  { files, workspace, failpoint, ...parts }: AttemptParts,
): Promise<Result<Success, Failure> | null> => {
  const { attempt } = request;
  // What is a secret here need not have been one there.
  const outputs = fitting(request, { ...parts, files, workspace, failpoint }, hit.outputs, null);
  if (!outputs.ok) return null;
  const told = emitsOf(request, { outputs: outputs.value, exitCode: hit.exitCode }, parts);
  if (!told.ok) return told;
  const applied = await hit.replay();
  if (!applied.ok) return applied;
  if (!applied.value) return null;
  failpoint('cache.replayed');
  const given = { outputs: outputs.value, exitCode: hit.exitCode };
  if (!hit.isChanging) return ok({ ...given, ...told.value, checkpoint: null, cached: hit.cached });
  const says = commitSays(request, given);
  if (!says.ok) return says;
  await files.saveOutcome(attempt, given);
  const made = await workspace.checkpoint(attempt, { ...says.value, isCached: true });
  return made.ok ? ok({ ...given, ...told.value, checkpoint: made.value, cached: hit.cached }) : made;
};
