/**
 * The last attempt of a lane: what the lane did is brought into the worktree around it, where nobody else is at work.
 *
 *   M1. What must hold of the lane is looked at again in the tree that the merge gives, before the branch moves.
 *   M2. Doing it again changes nothing: what the branch around holds already is merged.
 *   M3. What no commit holds of the lane is kept before its worktree is used for that look.
 */
import type { Failure } from '../../failure.ts';
import type { ToolWork } from '../../order.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Success } from '../../attempt.ts';
import type { PlannedMerge, Workspace } from '../../workspace.ts';
import { accept } from './accept.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';
import { callOf } from './call-of.ts';

type Merges = NonNullable<ToolWork['merges']>;
type Planned = Exclude<PlannedMerge, { readonly kind: 'nothing' }>;

/** `workspace` of the parts is that of the lane. */
export type MergePlaces = { readonly around: Workspace; readonly merges: Merges };

const SHOWN = 10;

const named = (paths: readonly string[]): string =>
  `${paths.slice(0, SHOWN).join(', ')}${paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : ''}`;

const conflictOf = ({ ours, theirs, conflicts }: Planned, { around, merges }: MergePlaces): Failure => {
  const sides = [ours, theirs] as const;
  const message = `the lane ${merges.lane.path} and ${around.place.branch} changed the same in ${named(conflicts)}: git diff ${ours.slice(0, 12)}...${theirs.slice(0, 12)}`;
  return { code: 'git-conflict', paths: conflicts, sides, message };
};

/** M1, M3 */
const recheck = async (
  request: AttemptRequest,
  parts: AttemptParts,
  { tree }: Planned,
): Promise<Result<void, Failure>> => {
  const { workspace } = parts;
  const restored = await workspace.restore(request.attempt);
  if (!restored.ok) return restored;
  const laid = await workspace.layOut(tree);
  if (!laid.ok) return laid;
  request.onValidating();
  const call = await callOf(request, parts);
  const refused = call.ok ? await accept(request, parts, call.value) : call.error;
  const back = await workspace.layOut(null);
  if (refused === null) return back;
  if (refused.code !== 'acceptance-failed') return err(refused);
  return err({ code: 'integration-failed', message: `merged, its work does not hold: ${refused.message}` });
};

const isRechecked = ({ filled }: AttemptRequest, { merges }: MergePlaces, { overlaps }: Planned): boolean =>
  filled.acceptance.length > 0 &&
  (merges.recheck === 'always' || (merges.recheck === 'overlap' && overlaps.length > 0));

/** Never throws for what is expected. */
export const mergeAttempt = async (
  request: AttemptRequest,
  parts: AttemptParts,
  places: MergePlaces,
): Promise<Result<Success, Failure>> => {
  const { attempt } = request;
  const { around } = places;
  const opened = await parts.files.open(attempt, { input: null, failure: null });
  if (!opened.ok) return opened;
  const stands = await around.stand();
  if (!stands.ok) return stands;
  const planned = await around.planMerge(await parts.workspace.head());
  if (!planned.ok) return planned;
  if (planned.value.kind === 'nothing') {
    const before = (await around.checkpointed()).findLast(({ step }) => step === attempt.step); // M2
    return ok({ outputs: {}, exitCode: null, checkpoint: before?.sha ?? null });
  }
  if (planned.value.kind === 'conflict') return err(conflictOf(planned.value, places));
  if (isRechecked(request, places, planned.value)) {
    const held = await recheck(request, parts, planned.value);
    if (!held.ok) return held;
    // No program of it is at work any more.
    await parts.files.saveOutcome(attempt, { outputs: {}, exitCode: null });
  }
  parts.failpoint('lane.checked');
  const merged = await around.merge(attempt, planned.value);
  return merged.ok ? ok({ outputs: {}, exitCode: null, checkpoint: merged.value }) : merged;
};
