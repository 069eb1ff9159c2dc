/** What a worktree can have done to be brought together with others. */
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { CheckpointedAttempt, MadeMerge, Workspace } from '../../../core/workspace.ts';
import type { Desk, Tip } from '../checkpoint/checkpoint.ts';
import type { AuditHead } from '../checkpoint/trailers.ts';
import { adoptMerge, holdCandidate, layOutTree, markedIn, planLaneMerge, proposeMerge } from './merge-lane.ts';

type MergingMeans = {
  /** As it is by then: a worktree that is made to stand again has another. */
  readonly desk: () => Desk;
  /** Where the branch stands. */
  readonly tip: () => Tip;
  /** Told where it stands from then on, and what vouches for what. */
  readonly moved: (tip: Tip, vouched: readonly CheckpointedAttempt[]) => void;
  readonly audit: () => Promise<AuditHead | null>;
  /** Does work after all work before it. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Works in a worktree that stands. */
  readonly inPlace: <T>(work: () => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>;
};

type Merging = Pick<Workspace, 'planMerge' | 'propose' | 'adopt' | 'merge' | 'unresolved' | 'layOut'>;
type Merge = Parameters<Workspace['merge']>[1];

/** Makes the merging of a worktree. */
export const mergingIn = ({ desk, tip, moved, audit, inTurn, inPlace }: MergingMeans): Merging => {
  const propose = async (attempt: Attempt, merge: Merge): Promise<Result<MadeMerge, Failure>> => {
    const head = await audit();
    const made = await inPlace(() => proposeMerge(desk(), { attempt, merge, audit: head }));
    return made.ok ? ok({ attempt, sha: made.value, tree: merge.tree }) : made;
  };

  const adopt = async (merges: readonly MadeMerge[], ours: string): Promise<Result<void, Failure>> => {
    const last = merges.at(-1);
    if (last === undefined) return ok(undefined);
    const result = await inPlace(() => adoptMerge(desk(), tip(), { ...last, ours }));
    if (!result.ok) return result;
    moved(
      result.value,
      merges.map(({ attempt: { step, attempt }, sha }) => ({ step, attempt, sha })),
    );
    return ok(undefined);
  };

  return {
    planMerge: (commit, onto) => inTurn(() => inPlace(() => planLaneMerge(desk(), onto ?? tip().sha, commit))),
    propose: (attempt, merge) =>
      inTurn(async () => {
        const made = await propose(attempt, merge);
        if (!made.ok) return made;
        const held = await inPlace(() => holdCandidate(desk(), made.value.sha));
        return held.ok ? made : held;
      }),
    adopt: (merges, ours) => inTurn(() => adopt(merges, ours)),
    merge: (attempt, merge) =>
      inTurn(async () => {
        const made = await propose(attempt, merge);
        if (!made.ok) return made;
        const adopted = await adopt([made.value], merge.ours);
        return adopted.ok ? ok(made.value.sha) : adopted;
      }),
    unresolved: (tree, paths) => inTurn(() => inPlace(() => markedIn(desk(), tree, paths))),
    layOut: (tree) => inTurn(() => inPlace(() => layOutTree(desk(), tree ?? tip().tree))),
  };
};
