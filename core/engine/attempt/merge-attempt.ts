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
import type { Parked, Success } from '../../attempt.ts';
import type { PlannedMerge, Workspace } from '../../workspace.ts';
import { accept } from './accept.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';
import { callOf } from './call-of.ts';
import { integrate, type Follower } from './integrate.ts';

type Merges = NonNullable<ToolWork['merges']>;
type Planned = Exclude<PlannedMerge, { readonly kind: 'nothing' }>;

/** `workspace` of the parts is that of the lane. `resolves`: whether the tool of the request resolves conflicts. */
export type MergePlaces = {
  readonly around: Workspace;
  readonly merges: Merges;
  readonly resolves: boolean;
  /** Those of the gate, each with its worktree. */
  readonly followers: readonly Follower[];
};

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
): Promise<Result<string, Failure>> => {
  const { workspace } = parts;
  const restored = await workspace.restore(request.attempt);
  if (!restored.ok) return restored;
  const laid = await workspace.layOut(tree);
  if (!laid.ok) return laid;
  request.onValidating();
  const call = await callOf(request, parts);
  const refused = call.ok ? await accept(request, parts, { call: call.value, outputs: {} }) : call.error;
  const back = await workspace.layOut(null);
  if (refused === null) return back.ok ? ok(tree) : back;
  if (refused.code !== 'acceptance-failed') return err(refused);
  return err({ code: 'integration-failed', message: `merged, its work does not hold: ${refused.message}` });
};

/** What a tool makes of the files with the marks of a conflict in them; it must hold for both sides. */
const resolved = async (
  asked: AttemptRequest,
  parts: AttemptParts,
  { planned, places }: { readonly planned: Planned; readonly places: MergePlaces },
): Promise<Result<string | Parked, Failure>> => {
  const { workspace } = parts;
  const conflict = conflictOf(planned, places);
  const failure = { code: conflict.code, message: conflict.message, paths: [...planned.conflicts] };
  const acceptance = [...asked.filled.acceptance, ...places.merges.others];
  const request = { ...asked, filled: { ...asked.filled, failure, acceptance } };
  const call = await callOf(request, parts);
  if (!call.ok) return call;
  const done = await asked.tool.execute(call.value, parts.files.report(asked.attempt));
  if (!done.ok) {
    if (done.error.evidence !== null) asked.onEvidence(done.error.evidence);
    return err(done.error.failure);
  }
  if ('wait' in done.value) return ok(done.value);
  const made = await workspace.snapshot();
  if (!made.ok) return made;
  const marked = await workspace.unresolved(made.value.tree, planned.conflicts);
  if (!marked.ok) return marked;
  if (marked.value.length > 0)
    return err({
      ...conflict,
      message: `${conflict.message}; what was to resolve it left marks in ${named(marked.value)}`,
    });
  asked.onValidating();
  const refused = await accept(request, parts, { call: call.value, outputs: {} });
  if (refused === null) return ok(made.value.tree);
  if (refused.code !== 'acceptance-failed') return err(refused);
  return err({ code: 'integration-failed', message: `resolved, the work does not hold: ${refused.message}` });
};

/** M3 */
const resolve = async (
  request: AttemptRequest,
  parts: AttemptParts,
  of: { readonly planned: Planned; readonly places: MergePlaces },
): Promise<Result<string | Parked, Failure>> => {
  const { workspace } = parts;
  const restored = await workspace.restore(request.attempt);
  if (!restored.ok) return restored;
  const laid = await workspace.layOut(of.planned.tree);
  if (!laid.ok) return laid;
  const made = await resolved(request, parts, of);
  const back = await workspace.layOut(null);
  return back.ok ? made : back;
};

const isRechecked = ({ filled }: AttemptRequest, { merges }: MergePlaces, { overlaps }: Planned): boolean =>
  filled.acceptance.length > 0 &&
  (merges.recheck === 'always' || (merges.recheck === 'overlap' && overlaps.length > 0));

/** What the branch is to hold, once that has been looked at where it must be. */
const treeOf = async (
  request: AttemptRequest,
  parts: AttemptParts,
  of: { readonly planned: Planned; readonly places: MergePlaces },
): Promise<Result<string | Parked, Failure>> => {
  const { planned, places } = of;
  const isConflict = planned.kind === 'conflict';
  if (isConflict && !places.resolves) return err(conflictOf(planned, places));
  if (!isConflict && !isRechecked(request, places, planned)) return ok(planned.tree);
  const made = isConflict ? await resolve(request, parts, of) : await recheck(request, parts, planned);
  if (!made.ok) return made;
  // No program of it is at work any more.
  await parts.files.saveOutcome(request.attempt, { outputs: {}, exitCode: null });
  return made;
};

/** Never throws for what is expected. */
export const mergeAttempt = async (
  request: AttemptRequest,
  parts: AttemptParts,
  places: MergePlaces,
): Promise<Result<Success | Parked, Failure>> => {
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
  const tree = await treeOf(request, parts, { planned: planned.value, places });
  if (!tree.ok) return tree;
  if (typeof tree.value !== 'string') return ok(tree.value);
  parts.failpoint('lane.checked');
  const own = { ...planned.value, tree: tree.value };
  const { gate, recheck } = places.merges;
  const { followers } = places;
  const merged =
    gate === undefined
      ? await around.merge(attempt, own)
      : await integrate(request, parts, { around, gate, recheck, followers, own });
  return merged.ok ? ok({ outputs: {}, exitCode: null, checkpoint: merged.value }) : merged;
};
