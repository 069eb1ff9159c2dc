/** Takes commits off a run's branch that neither a push, a merge nor a checkpoint may take along: with a secret, or of who only reads. */
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { nameBranch, parentsAt, standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { readHeads, type Heads } from '../worktree/heads.ts';
import { keepSalvaged } from './salvage.ts';
import { cleanParents, tellAside } from './set-aside.ts';

/**
 * Puts branch and HEAD back to the last checkpoint where what came onto them since holds a secret; it is set aside before, as
 * of a lost attempt. Files and index stay as they are. Asks no git where no secret is known or nothing was committed.
 */
export const withdrawSecrets = async (desk: Desk, tip: Tip, attempt: Attempt): Promise<Result<void, Failure>> => {
  const { git, commonDir, names, secretIn } = desk;
  if (secretIn === null) return ok(undefined);
  const heads = await readHeads(git, commonDir, names.branchRef);
  if (!heads.ok) return heads;
  if (standsAt(heads.value, names, tip.sha)) return ok(undefined);
  const all = await parentsAt(git, heads.value, tip.sha);
  if (!all.ok) return all;
  const salvage = { git, secretIn, tip: tip.sha, folder: desk.asideOf(attempt), index: '' };
  const clean = await cleanParents(salvage, all.value);
  if (!clean.ok) return clean;
  if (clean.value === all.value) return ok(undefined);
  tellAside(desk, attempt);
  return backTo(desk, tip, heads.value, 'for a secret');
};

/** Puts branch and HEAD there, and nothing else. */
const backTo = async (desk: Desk, tip: Tip, heads: Heads, why: string): Promise<Result<void, Failure>> => {
  const named = await nameBranch(desk, heads);
  if (!named.ok || heads.branch === tip.sha) return named;
  const moves = [{ ref: desk.names.branchRef, from: heads.branch, to: tip.sha }];
  return moveRefs(desk.git, `ws: back to the last checkpoint, ${why}`, moves);
};

/**
 * Puts branch and HEAD back to the last checkpoint where an attempt moved them that only reads: what it committed is salvaged, and is
 * no parent of what others commit after it. Files and index stay as they are, to be judged before the run ends, as does a HEAD that
 * only looks elsewhere. Gives whether anything was put back.
 */
export const withdrawReader = async (desk: Desk, tip: Tip, attempt: Attempt): Promise<Result<boolean, Failure>> => {
  const { git, commonDir, names, secretIn } = desk;
  const heads = await readHeads(git, commonDir, names.branchRef);
  if (!heads.ok) return heads;
  if (standsAt(heads.value, names, tip.sha)) return ok(false);
  const all = await parentsAt(git, heads.value, tip.sha);
  if (!all.ok) return all;
  if (all.value.every((parent) => parent === tip.sha)) return ok(false);
  const clean = await cleanParents(
    { git, secretIn, tip: tip.sha, folder: desk.asideOf(attempt), index: '' },
    all.value,
  );
  if (!clean.ok) return clean;
  const kept: string[] = [];
  for (const sha of clean.value.filter((parent) => parent !== tip.sha)) {
    const ref = await keepSalvaged(desk, attempt, sha);
    if (!ref.ok) return ref;
    kept.push(ref.value);
  }
  const where = kept.length === 0 ? '' : `, and what it committed is kept as ${kept.join(' and ')}`;
  desk.announce(
    `step ${attempt.step} moved the branch, although it has access: read; that is back on the last checkpoint${where}`,
  );
  if (clean.value !== all.value) tellAside(desk, attempt);
  const back = await backTo(desk, tip, heads.value, 'which who reads does not move');
  return back.ok ? ok(true) : back;
};
