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
import { artifactsOf } from './kept-artifacts.ts';

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
  given: AttemptParts,
): Promise<Result<Success, Failure> | null> => {
  const { attempt } = request;
  const { files, workspace, failpoint } = given;
  // What is a secret here need not have been one there.
  const outputs = fitting(request, given, hit.outputs, null);
  if (!outputs.ok) return null;
  const told = emitsOf(request, { outputs: outputs.value, exitCode: hit.exitCode }, given);
  if (!told.ok) return told;
  const applied = await hit.replay();
  if (!applied.ok) return applied;
  if (!applied.value) return null;
  failpoint('cache.replayed');
  const kept = await artifactsOf(request, given);
  if (!kept.ok) return kept;
  const done = { outputs: outputs.value, exitCode: hit.exitCode };
  const also = { ...told.value, ...kept.value, cached: hit.cached };
  if (!hit.isChanging) return ok({ ...done, ...also, checkpoint: null });
  const says = commitSays(request, done);
  if (!says.ok) return says;
  await files.saveOutcome(attempt, done);
  const made = await workspace.checkpoint(attempt, { ...says.value, isCached: true });
  return made.ok ? ok({ ...done, ...also, checkpoint: made.value }) : made;
};
