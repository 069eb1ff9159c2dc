/** The worktree of one run in the hands of one process: one thing at a time, checkpoints that come together as one. */
import { existsSync } from 'node:fs';
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import type { CheckpointedAttempt, Workspace } from '../../core/workspace.ts';
import { holdLeading, isLedRight, type Led } from './command/leading-settings.ts';
import { makeAuthors } from './checkpoint/authors.ts';
import { commitCheckpoint, standsAt, type Desk } from './checkpoint/checkpoint.ts';
import { holdHeadRef, holdHeads } from './checkpoint/dangling-heads.ts';
import { holdPinned, isPinned, readPinned } from './command/pinned.ts';
import { refuseLinkedRefs } from './command/ref-folders.ts';
import { mergingIn } from './lanes/merging.ts';
import { breathe, PATIENCE_MS } from './patience.ts';
import { provisionsIn } from './provisions.ts';
import { clearLeftovers, isGitAtWork, lockFilesOf } from './worktree/leftovers.ts';
import { readHeads, whereHeadsAre } from './worktree/heads.ts';
import { standingMark, type StandingGit } from './worktree/worktree.ts';
import type { WorkspaceMeans } from './workspaces-means.ts';
import { changedBy, noteLeft, tidyUp } from './salvage/tidy.ts';
import { rollBack } from './salvage/rollback.ts';
import { putBack as putPathsBack } from './salvage/put-back.ts';
import { restoreTip } from './salvage/salvage.ts';
import { withdrawReader, withdrawSecrets } from './salvage/withdraw.ts';
import { changedSince, commitSnapshot, revertTo, takeSnapshot } from './salvage/snapshot.ts';
import type { Vouched } from './checkpoint/trailers.ts';
import { failureOfThrown } from '../../core/failure-of-thrown.ts';

type Waiting = { readonly attempt: Vouched; readonly settle: (result: Result<string, Failure>) => void };

/** Makes the {@link Workspace} of a worktree that stands. It knows the tip by heart: it alone moves it. */
export const makeWorkspace = (means: WorkspaceMeans): Workspace => {
  const { names, base, commonDir, failpoint, secretIn, nestedRepositories, leavesBranch, asideOf } = means;
  const told: string[] = [];
  const tell = (line: string): void => void told.push(line);
  const authors = makeAuthors(() => desk.gitDir, names.worktree);
  const deskOn = (git: StandingGit): Desk => {
    const { gitDir } = git.place;
    const pinned = readPinned(commonDir, gitDir);
    const known = { names, failpoint, secretIn, nestedRepositories, leavesBranch, asideOf, authors };
    return { git, gitDir, commonDir, pinned, tell, announce: means.tell, ...known };
  };
  let desk: Desk = deskOn(means.git);
  /** What was seen of the worktree when it was last made sure of. */
  let seen = means.mark;
  const vouched: CheckpointedAttempt[] = means.checkpoints.flatMap(({ sha, attempts }) =>
    attempts.map((attempt) => ({ ...attempt, sha })),
  );
  for (const { attempts, sharedWith } of means.checkpoints) {
    const steps = attempts.map(({ step }) => step);
    authors.forget(steps);
    authors.took(steps, sharedWith);
  }
  let tip = means.tip;
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Waiting[] = [];
  let stirs = 0;

  /** Runs `work` after all work before it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  /** What tells that another git has moved something meanwhile. */
  const standing = (): Promise<string> => whereHeadsAre(desk.git, commonDir, names.branchRef);

  /** Reads two small files, as long as git keeps heads in such. */
  const isAtTip = async (): Promise<boolean> => {
    const heads = await readHeads(desk.git, commonDir, names.branchRef);
    return heads.ok && standsAt(heads.value, names, tip.sha);
  };
  /** Whether it was so when an attempt last began: what a person committed by hand since is nobody's who reads. */
  let wasAtTip = false;
  /** Whether commits of who only reads were taken off the branch, which nothing else may tell of any more. */
  let hasWithdrawn = false;

  const led = (): Led => ({ git: desk.git, gitDir: desk.gitDir, commonDir, known: means.leading });

  /** Puts back what leads git to its repository and its place. */
  const hold = async (): Promise<Result<void, Failure>> => {
    const refs = refuseLinkedRefs(commonDir, names);
    if (!refs.ok) return refs;
    for (const work of [() => holdPinned(desk.pinned), () => holdLeading(led())]) {
      const held = await work();
      if (!held.ok) return held;
      told.push(...held.value);
    }
    return ok(undefined);
  };

  /**
   * A step's own git may hold a lock or move a ref under our hands, and one that was killed leaves its lock behind: work begins
   * again until it comes through, for as long as there is another git to blame and patience lasts.
   */
  const besideOthers = async <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    const held = await hold();
    if (!held.ok) return held;
    const { gitDir } = desk;
    const lockFiles = lockFilesOf(commonDir, gitDir, [names.branchRef, names.headRef]);
    const locked = { gitDir, worktree: names.worktree, lockFiles };
    // Whoever is in the middle of something is let finish; one that does not finish does not keep us from our work.
    if (lockFiles.some((file) => existsSync(file))) await clearLeftovers(locked);
    const deadline = performance.now() + PATIENCE_MS;
    for (let tried = 1; ; tried += 1) {
      // The first time everything is tried again anyway.
      const before = tried === 1 ? '' : await standing();
      const held = await holdHeads(desk, tip);
      if (held.ok && held.value !== null) told.push(held.value);
      const result = held.ok ? await work() : held;
      for (const line of desk.git.moved()) {
        told.push(line);
        means.tell(line);
      }
      if (result.ok || result.error.code !== 'workspace' || performance.now() > deadline) return result;
      const headRef = await holdHeadRef(desk, tip);
      if (headRef.ok && headRef.value !== null) told.push(headRef.value);
      const cleared = await clearLeftovers(locked);
      if (!cleared.ok && performance.now() > deadline) return cleared;
      const isAlone =
        cleared.ok && cleared.value === 0 && (await standing()) === before && !(await isGitAtWork(locked));
      // Without a lock in the way the trouble is another one, unless the lock went away by itself meanwhile.
      if (isAlone && tried > 1) return result;
      await breathe(tried);
    }
  };

  const stands = (): boolean => seen !== null && seen === standingMark(names.worktree, desk.gitDir);

  const stand = async (): Promise<Result<void, Failure>> => {
    if (stands()) return ok(undefined);
    const stood = await means.restand();
    if (!stood.ok) return stood;
    // In a git folder that is still the same, what is pinned is what it was before the step.
    if (stood.value.place.gitDir !== desk.gitDir) desk = deskOn(stood.value);
    tip = { ...tip, index: null };
    seen = standingMark(names.worktree, desk.gitDir);
    return ok(undefined);
  };

  /** Works in a worktree that stands. */
  const inPlace = async <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    const stood = await stand();
    return stood.ok ? besideOthers(work) : stood;
  };

  /** Works in it without what the index is known to hold. */
  const afresh = <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> =>
    inTurn(() => {
      tip = { ...tip, index: null };
      return inPlace(work);
    });

  const commitTogether = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const attempts = batch.map(({ attempt }) => attempt);
    try {
      const audit = (await means.auditHead?.()) ?? null;
      const result = await inPlace(() => commitCheckpoint(desk, tip, attempts, audit));
      if (result.ok && result.value.sha !== tip.sha) {
        const { sha } = result.value;
        vouched.push(...attempts.map(({ step, attempt }) => ({ step, attempt, sha })));
      }
      if (result.ok) tip = result.value;
      if (result.ok) authors.forget(attempts.map(({ step }) => step));
      for (const { settle } of batch) settle(result.ok ? ok(result.value.sha) : result);
    } catch (error) {
      for (const { settle } of batch) settle({ ok: false, error: failureOfThrown(error) });
    }
  };

  /** The worktree is as the last checkpoint has it. */
  const putBack = (): void => {
    stirs += 1;
    authors.forget('all');
    authors.settle();
  };

  return {
    place: { base, branch: names.branch },
    worktree: names.worktree,
    isNew: means.isNew,
    // Who starts an attempt need not wait for a commit under way.
    stand: async () => {
      wasAtTip = await isAtTip();
      if (stands() && isPinned(desk.pinned) && (await isLedRight(led()))) return ok(undefined);
      return inTurn(async () => {
        const stood = await stand();
        return stood.ok ? hold() : stood;
      });
    },
    told: () => told.splice(0),
    checkpointed: async () => [...vouched],
    stirred: () => (authors.all().length > 0 ? -1 : stirs),
    begin: ({ step }, from = 'now') => {
      stirs += 1;
      return authors.begin(step, from);
    },
    pause: async (attempt) => {
      stirs += 1;
      const isNobodys = wasAtTip && authors.all().length === 0;
      authors.pause();
      if (!isNobodys || (await isAtTip())) return;
      const withdrawn = await inTurn(() => inPlace(() => withdrawReader(desk, tip, attempt)));
      hasWithdrawn ||= withdrawn.ok && withdrawn.value;
    },
    leave: async ({ step }) => {
      const isAlone = authors.isAlone([step]);
      authors.pause();
      // What cannot be looked at now may be anything.
      if (!isAlone) await inTurn(() => inPlace(() => noteLeft(desk, step)));
    },
    changedBy: ({ step }, how = 'surely') => inTurn(() => inPlace(() => changedBy(desk, tip, step, how))),
    forget: ({ step }) => authors.forget([step]),
    tidy: (ended) =>
      inTurn(async () => {
        tip = { ...tip, index: null };
        const result = await inPlace(() => tidyUp(desk, tip, ended, hasWithdrawn));
        if (!result.ok) return result;
        hasWithdrawn = false;
        putBack();
        return result;
      }),
    checkpoint: (attempt, says = {}) =>
      new Promise((settle) => {
        waiting.push({ attempt: { ...attempt, ...says }, settle });
        // Whoever comes while a commit is under way is in the next one.
        if (waiting.length === 1) void inTurn(commitTogether);
      }),
    restore: (attempt, others = []) =>
      inTurn(async () => {
        const result = await inPlace(() => restoreTip(desk, tip, attempt, others));
        tip = { ...tip, index: null };
        if (result.ok) putBack();
        return result;
      }),
    putBack: (attempt, paths) => afresh(() => putPathsBack(desk, tip, attempt, paths)),
    withdraw: (attempt) => inTurn(() => inPlace(() => withdrawSecrets(desk, tip, attempt))),
    snapshot: () => inTurn(() => inPlace(() => takeSnapshot(desk))),
    changedSince: (snapshot) => inTurn(() => inPlace(() => changedSince(desk, snapshot))),
    provisions: provisionsIn({ ...means, desk: () => desk, inOrder: (work) => inTurn(() => inPlace(work)) }),
    revert: (snapshot) =>
      afresh(() => {
        stirs += 1;
        return revertTo(desk, snapshot);
      }),
    commitFix: (snapshot, attempt, title) =>
      inTurn(async () => {
        const result = await inPlace(() => commitSnapshot(desk, tip, snapshot, { attempt, title }));
        if (!result.ok) return result;
        tip = result.value ?? tip;
        return ok(result.value?.sha ?? null);
      }),
    head: () => inTurn(async () => tip.sha),
    ...mergingIn({
      ...{ desk: () => desk, tip: () => tip, inTurn, inPlace },
      audit: async () => (await means.auditHead?.()) ?? null,
      moved: (to, merged) => {
        tip = to;
        vouched.push(...merged);
      },
    }),
    rollback: (attempt) =>
      inTurn(async () => {
        const result = await inPlace(() => rollBack(desk, tip, base, attempt));
        if (!result.ok) return result;
        tip = result.value;
        putBack();
        return ok(undefined);
      }),
  };
};
