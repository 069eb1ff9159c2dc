/** The worktree of one run in the hands of one process: one thing at a time, checkpoints that come together as one. */
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Attempt } from '../../core/attempt.ts';
import type { Failpoint, SecretIn } from '../../core/system.ts';
import type { CheckpointedAttempt, Workspace } from '../../core/workspace.ts';
import { commitCheckpoint, type Desk, type Tip } from './checkpoint/checkpoint.ts';
import type { Git } from './command/configured.ts';
import type { Checkpoint } from './checkpoint/history.ts';
import { clearLeftovers, lockFilesOf } from './worktree/leftovers.ts';
import type { RunNames } from './worktree/names.ts';
import { rollBack } from './salvage/rollback.ts';
import { restoreTip } from './salvage/salvage.ts';
import { commitSnapshot, revertTo, takeSnapshot } from './salvage/snapshot.ts';
import type { AuditHead } from './checkpoint/trailers.ts';
import { messageOf } from '../../core/thrown.ts';

type WorkspaceMeans = {
  readonly git: Git;
  readonly commonDir: string;
  readonly names: RunNames;
  readonly base: string;
  readonly tip: Tip;
  readonly checkpoints: readonly Checkpoint[];
  readonly failpoint: Failpoint;
  readonly secretIn: SecretIn | null;
  readonly asideOf: (attempt: Attempt) => string;
  readonly auditHead: (() => Promise<AuditHead | null>) | null;
};

type Waiting = { readonly attempt: Attempt; readonly settle: (result: Result<string, Failure>) => void };

/** How often work starts again because another git held a lock; each time its end is waited for. */
const TRIES = 5;

/** Makes the {@link Workspace} of a worktree that stands. It knows the tip by heart: it alone moves it. */
export const makeWorkspace = (means: WorkspaceMeans): Workspace => {
  const { names, base } = means;
  const gitDir = means.git.place.gitDir ?? means.commonDir;
  const desk: Desk = {
    git: means.git,
    gitDir,
    commonDir: means.commonDir,
    names,
    failpoint: means.failpoint,
    secretIn: means.secretIn,
    asideOf: means.asideOf,
  };
  const locked = {
    gitDir,
    worktree: names.worktree,
    lockFiles: lockFilesOf(means.commonDir, gitDir, [names.branchRef, names.headRef]),
  };
  const vouched: CheckpointedAttempt[] = means.checkpoints.flatMap(({ sha, attempts }) =>
    attempts.map((attempt) => ({ ...attempt, sha })),
  );
  let tip = means.tip;
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Waiting[] = [];

  /** Runs `work` after all work before it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  /** A step's own git may hold a lock, and one that was killed leaves its lock behind. */
  const withLocksCleared = async <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
    for (let tried = 1; ; tried += 1) {
      const result = await work();
      if (result.ok || tried === TRIES) return result;
      const cleared = await clearLeftovers(locked);
      if (!cleared.ok) return cleared;
      // Without a lock in the way the trouble is another one, unless the lock went away by itself meanwhile.
      if (cleared.value === 0 && tried > 1) return result;
    }
  };

  const commitTogether = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const attempts = batch.map(({ attempt }) => attempt);
    try {
      const audit = (await means.auditHead?.()) ?? null;
      const result = await withLocksCleared(() => commitCheckpoint(desk, tip, attempts, audit));
      if (result.ok && result.value.sha !== tip.sha) {
        const { sha } = result.value;
        vouched.push(...attempts.map(({ step, attempt }) => ({ step, attempt, sha })));
      }
      if (result.ok) tip = result.value;
      for (const { settle } of batch) settle(result.ok ? ok(result.value.sha) : result);
    } catch (error) {
      for (const { settle } of batch) settle({ ok: false, error: bug(error) });
    }
  };

  return {
    place: { base, branch: names.branch },
    worktree: names.worktree,
    checkpointed: async () => [...vouched],
    checkpoint: (attempt) =>
      new Promise((settle) => {
        waiting.push({ attempt, settle });
        // Whoever comes while a commit is under way is in the next one.
        if (waiting.length === 1) void inTurn(commitTogether);
      }),
    restore: (attempt) =>
      inTurn(async () => {
        const result = await withLocksCleared(() => restoreTip(desk, tip, attempt));
        tip = { ...tip, index: null };
        return result;
      }),
    snapshot: () => inTurn(() => withLocksCleared(() => takeSnapshot(desk))),
    revert: (snapshot) =>
      inTurn(async () => {
        tip = { ...tip, index: null };
        return withLocksCleared(() => revertTo(desk, snapshot));
      }),
    commitFix: (snapshot, attempt, title) =>
      inTurn(async () => {
        const result = await withLocksCleared(() => commitSnapshot(desk, tip, snapshot, { attempt, title }));
        if (!result.ok) return result;
        tip = result.value ?? tip;
        return ok(result.value?.sha ?? null);
      }),
    rollback: (attempt) =>
      inTurn(async () => {
        const result = await withLocksCleared(() => rollBack(desk, tip, base, attempt));
        if (!result.ok) return result;
        tip = result.value;
        return ok(undefined);
      }),
  };
};

const bug = (error: unknown): Failure => ({
  code: 'bug',
  message: messageOf(error),
  stack: error instanceof Error ? (error.stack ?? '') : '',
});
