/** Takes commits that hold a secret off a run's branch, so that neither a push nor a merge takes them along. */
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { nameBranch, parentsAt, standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { readHeads } from '../worktree/heads.ts';
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
  const named = await nameBranch(desk, heads.value);
  if (!named.ok || heads.value.branch === tip.sha) return named;
  const moves = [{ ref: names.branchRef, from: heads.value.branch, to: tip.sha }];
  return moveRefs(git, 'ws: back to the last checkpoint, for a secret', moves);
};
