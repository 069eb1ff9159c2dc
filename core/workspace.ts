import type { Failure } from './failure.ts';
import type { RunId, StepId } from './id.ts';
import type { Lane } from './lane.ts';
import type { Result } from './result.ts';
import type { Attempt } from './attempt.ts';
import type { Provisions } from './provisions.ts';
import type { RunPlace } from './run.ts';
import type { SecretIn } from './system.ts';
import type { NestedRepositories } from './workstream.ts';

/** One attempt that a checkpoint commit vouches for. */
export type CheckpointedAttempt = { readonly step: StepId; readonly attempt: number; readonly sha: string };

/** The worktree of one run. */
export interface Workspace {
  readonly place: RunPlace;
  /** Absolute. */
  readonly worktree: string;
  /**
   * Makes sure that the worktree stands and that git finds its own folder there, whatever a step has done to it. What was
   * put in the place of either is kept aside. Costs no git process where nothing is wrong.
   */
  stand(): Promise<Result<void, Failure>>;
  /** A sentence for each thing that a step had rewritten to lead git astray, and that is put right; each is told once. */
  told(): readonly string[];
  /** The attempts that commits on the branch vouch for by their trailers, oldest first. */
  checkpointed(): Promise<readonly CheckpointedAttempt[]>;
  /** Grows whenever somebody may have begun to write to the worktree, or it was put back; less than 0 while somebody is at work in it. */
  stirred(): number;
  /** From now on what changes in the worktree may be the work of the attempt's step; `ever`: whatever has changed so far, too. */
  begin(attempt: Attempt, from?: 'now' | 'ever'): Promise<void>;
  /**
   * What has changed up to now is not the work of whoever begins from now on: an attempt has ended that only reads, or was cut short. Where
   * nobody is at work who may write, what it committed is salvaged and off the branch. Costs no git process where it committed nothing.
   */
  pause(attempt: Attempt): Promise<void>;
  /** As `pause`, of an attempt that may have written and has ended without a checkpoint. Costs no git process where it was alone. */
  leave(attempt: Attempt): Promise<void>;
  /**
   * What differs from the last checkpoint and can only be the work of the attempt's step; `perhaps`: and what others at work beside it
   * may have written as well. Ignored files are not looked at.
   */
  changedBy(attempt: Attempt, how?: 'surely' | 'perhaps'): Promise<Result<readonly string[], Failure>>;
  /** The attempt's step has ended, and nothing of it is in the worktree. */
  forget(attempt: Attempt): void;
  /**
   * Puts the worktree back to the last checkpoint, where nobody writes any more and nobody will go on with what lies there. It is kept
   * before under `refs/ws/<run>/salvage/<step>/<attempt>`, for each that may have left it.
   */
  tidy(ended: Ended): Promise<Result<Tidied, Failure>>;
  /**
   * Commits what the worktree holds beyond the last checkpoint and has changed while the attempt's step was at work, and gives
   * the commit that now holds the attempt's work: the last one where nothing changed. Calls that come together share a commit.
   */
  checkpoint(attempt: Attempt, says?: CommitSays): Promise<Result<string, Failure>>;
  /**
   * Puts the worktree back to the last checkpoint. What is lost thereby is kept before under
   * `refs/ws/<run>/salvage/<step>/<attempt>`, and of `others` whose work it may be as well; ignored files stay.
   */
  restore(
    attempt: Attempt,
    others?: readonly Attempt[],
  ): Promise<Result<{ readonly salvaged: string | null }, Failure>>;
  /** Puts these paths alone back to the last checkpoint, once what lies there is kept; others may be at work beside. */
  putBack(attempt: Attempt, paths: readonly string[]): Promise<Result<PutBack, Failure>>;
  /**
   * Takes what the attempt committed off the branch where that holds a secret, and sets it aside; files stay as they are. For an
   * attempt that has failed: no checkpoint has looked at its commits, or one has refused them.
   */
  withdraw(attempt: Attempt): Promise<Result<void, Failure>>;
  /** Remembers everything in the worktree but ignored files. */
  snapshot(): Promise<Result<Snapshot, Failure>>;
  /** Puts worktree, index, HEAD and branch back, byte for byte, to how a snapshot found them. */
  revert(snapshot: Snapshot): Promise<Result<void, Failure>>;
  /** The paths at which the worktree, ignored files left out, or its HEAD differs from a snapshot. */
  changedSince(snapshot: Snapshot): Promise<Result<readonly string[], Failure>>;
  readonly provisions: Provisions;
  /** Whether the worktree was made when it was opened: nothing that git ignores was in it. */
  readonly isNew: boolean;
  /** Commits what a fix made of the worktree, as `snapshot` found it after the fix; null where nothing had changed. */
  commitFix(snapshot: Snapshot, attempt: Attempt, title: string): Promise<Result<string | null, Failure>>;
  /** Where its branch stands by the last checkpoint. */
  head(): Promise<string>;
  /** Finds out what merging a commit would come to, `onto` where the branch stands, or another commit; writes objects only. */
  planMerge(commit: string, onto?: string): Promise<Result<PlannedMerge, Failure>>;
  /** Commits a merge beside the branch, where a ref holds it until the next is proposed; nothing else moves. */
  propose(
    attempt: Attempt,
    merge: { readonly ours: string; readonly theirs: string; readonly tree: string },
  ): Promise<Result<MadeMerge, Failure>>;
  /**
   * Moves the branch to the last of merges that were proposed one behind the other, the first on top of `ours`, where it must still
   * stand, and brings the worktree there. What lies there uncommitted stays, and refuses it where that would be written over.
   */
  adopt(merges: readonly MadeMerge[], ours: string): Promise<Result<void, Failure>>;
  /**
   * Commits a merge that was planned while nobody else was at work, with a tree, and brings the worktree there; gives the commit.
   * What lies there uncommitted stays, and refuses the merge where that would write over it.
   */
  merge(
    attempt: Attempt,
    merge: { readonly ours: string; readonly theirs: string; readonly tree: string },
  ): Promise<Result<string, Failure>>;
  /** Those of the paths at which a tree still has marks of a conflict. */
  unresolved(tree: string, paths: readonly string[]): Promise<Result<readonly string[], Failure>>;
  /** Has the files of the worktree be those of a tree, null: of the last checkpoint; nothing is committed. */
  layOut(tree: string | null): Promise<Result<void, Failure>>;
  /** Puts branch and worktree back to the base of the run. What they held stays under `refs/ws/<run>/rolled-back`. */
  rollback(attempt: Attempt): Promise<Result<void, Failure>>;
}

/**
 * `salvaged`: the ref that keeps what was put back. `isWhole`: nothing was done, because the paths cannot be put back without all else:
 * a commit or a repository is among them.
 */
export type PutBack = { readonly salvaged: string | null; readonly isWhole: boolean };
/** A merge that is a commit. */
export type MadeMerge = { readonly attempt: Attempt; readonly sha: string; readonly tree: string };

/** What merging a commit would come to. `overlaps`: the files that both sides changed since the one came from the other. */
export type PlannedMerge =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'clean' | 'conflict';
      /** Where the branch stands that takes it in, and what is merged. */
      readonly ours: string;
      readonly theirs: string;
      /** Of a conflict with marks in the files. */
      readonly tree: string;
      readonly overlaps: readonly string[];
      /** None where all is clean. */
      readonly conflicts: readonly string[];
    };

/** Attempts that ended: `left` without a checkpoint of what they may have written, `readers` that were to change nothing. */
export type Ended = { readonly left: readonly Attempt[]; readonly readers: readonly Attempt[] };

/** A step that ended without a checkpoint, and the steps beside it whose checkpoints may hold what it left. */
export type Taken = { readonly step: StepId; readonly by: readonly StepId[] };

/**
 * `unexplained`: what lay there, and no step that may write can have written. `salvaged`: a ref that keeps it all; null where nothing did.
 * `taken`: what did not lie there any more, because the checkpoint of another step may hold it.
 */
export type Tidied = {
  readonly salvaged: string | null;
  readonly unexplained: readonly string[];
  readonly taken: readonly Taken[];
};

/** What a commit says of an attempt. */
export type CommitSays = {
  /** It was not made but done again from what was kept. */
  readonly isCached?: true;
  /** What its author has it say; ws says what was done where there is none. */
  readonly message?: string;
};

/** A worktree at one moment. */
export type Snapshot = {
  /** That git would commit. */
  readonly tree: string;
  /** The bytes of the index; null where there was none. */
  readonly index: Uint8Array | null;
  /** The branch that HEAD named, the commit it came to, and where the run's branch stood; null where there was none. */
  readonly heads: { readonly symbolic: string | null; readonly head: string | null; readonly branch: string | null };
  /** The submodules that are checked out in it, by their paths, a character for each byte of a name. */
  readonly inner: ReadonlyMap<string, Snapshot>;
};

/** Worktrees on branches of their own; the user's own checkout is never touched. */
export interface Workspaces {
  /**
   * Makes branch `ws/<workstream>/<run>` and its worktree, or finds (and where need be recreates) what an earlier
   * call made. A fresh process that calls it may rely on no leftover lock of a dead git standing in the way.
   */
  open(request: {
    readonly run: RunId;
    readonly workstream: string;
    readonly base: string;
    /** The newest checkpoint that the log vouches for, where there is one. Refused where the branch does not hold it. */
    readonly recorded?: string | null;
    /** Tells what no checkpoint may hold; null where no secret is known. */
    readonly secretIn: SecretIn | null;
    /**
     * A finished run whose worktree this one goes on in where it still stands, and whose lock the caller holds; null, or
     * left out, where there is none. What is uncommitted there is salvaged to that run, under `attempt`, before.
     */
    readonly takesOver?: {
      readonly run: RunId;
      readonly workstream: string;
      readonly attempt: Attempt;
      /** Tells what no salvage of that run may hold. */
      readonly secretIn: SecretIn | null;
    } | null;
    /** `fail` where nothing is said. */
    readonly nestedRepositories?: NestedRepositories;
  }): Promise<Result<Workspace, Failure>>;
  /**
   * Makes the branch of a lane and takes a worktree of the run's pool for it, or finds what an earlier call made; forks from
   * `base`. `keep`: ignored paths that may stay of the lane that had the worktree before.
   */
  openLane(request: {
    readonly run: RunId;
    readonly workstream: string;
    readonly lane: Lane;
    readonly base: string;
    readonly recorded: string | null;
    readonly secretIn: SecretIn | null;
    readonly nestedRepositories: NestedRepositories;
    readonly keep: readonly string[];
  }): Promise<Result<Workspace, Failure>>;
  /** Gives the worktree of a lane back to the pool; what no commit holds is kept under a ref before. The branch stays. */
  closeLane(request: {
    readonly run: RunId;
    readonly lane: Lane;
    readonly workspace: Workspace;
  }): Promise<Result<void, Failure>>;
  /** Removes the worktrees of all lanes of a run that is over; what no commit holds is kept before. */
  dropLanes(request: {
    readonly run: RunId;
    readonly workstream: string;
    readonly secretIn: SecretIn | null;
  }): Promise<Result<void, Failure>>;
}
