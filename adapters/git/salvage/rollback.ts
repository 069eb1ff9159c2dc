/** Puts a run's branch and worktree back to the base of the run; a ref keeps what they held. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Attempt } from '../../../core/attempt.ts';
import { treeOf, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { trouble } from '../command/command.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { objectsOf } from '../worktree/heads.ts';
import { rolledBackRef } from '../worktree/names.ts';
import { putInnerBack } from '../checkpoint/inner-heads.ts';
import { moveInnerAside } from './inner.ts';
import { resetHard, restoreTip } from './salvage.ts';

/** Gives the tip that the run has afterwards. Doing it again changes nothing. */
export const rollBack = async (desk: Desk, tip: Tip, base: string, attempt: Attempt): Promise<Result<Tip, Failure>> => {
  const { git, names, failpoint } = desk;
  const restored = await restoreTip(desk, tip, attempt);
  if (!restored.ok) return restored;
  if (tip.sha === base) return ok(tip);
  const tree = await treeOf(git, base);
  if (!tree.ok) return tree;
  if (tree.value === null) return trouble(`the base ${base} of run ${names.run} is gone: run \`git fsck\``);
  const ref = rolledBackRef(names.run);
  const kept = await objectsOf(git, [ref]);
  if (!kept.ok) return kept;
  failpoint('git.rollback.before');
  const moved = await moveRefs(git, `ws: run ${names.run} is rolled back`, [
    { ref, from: kept.value[0] ?? null, to: tip.sha },
    { ref: names.branchRef, from: tip.sha, to: base },
    { ref: names.headRef, from: tip.sha, to: base },
  ]);
  failpoint('git.rollback.moved');
  if (!moved.ok) return moved;
  const reset = await resetHard(desk);
  if (!reset.ok) return reset;
  const aside = await moveInnerAside(desk, attempt);
  if (!aside.ok) return aside;
  const inner = await putInnerBack(desk, attempt);
  if (!inner.ok) return inner;
  const cleaned = await git(['clean', '-d', '--force', '--quiet']);
  failpoint('git.rollback.after');
  return cleaned.ok ? ok({ sha: base, tree: tree.value, index: null }) : cleaned;
};
