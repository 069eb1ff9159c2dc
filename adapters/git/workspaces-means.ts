/** What worktrees of runs are made with. */
import type { Attempt } from '../../core/attempt.ts';
import type { Failure } from '../../core/failure.ts';
import type { RunId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { Failpoint, SecretIn } from '../../core/system.ts';
import type { NestedRepositories } from '../../core/workstream.ts';
import type { Tip } from './checkpoint/checkpoint.ts';
import type { Checkpoint } from './checkpoint/history.ts';
import type { AuditHead } from './checkpoint/trailers.ts';
import type { Leading } from './command/leading-settings.ts';
import type { Repository } from './repository.ts';
import type { RunNames } from './worktree/names.ts';
import type { RepositoryLock, StandingGit } from './worktree/worktree.ts';

export type WorkspacesMeans = {
  readonly repository: Repository;
  /** One holder per repository, over all processes; held for some 20 ms. */
  readonly lock: RepositoryLock;
  readonly failpoint: Failpoint;
  /** Told of what was found in place of something of ours and kept aside, one line each. */
  readonly tell: (line: string) => void;
  /** The folder of the run in which that of a lost attempt lies which holds a secret. */
  readonly asideOf: (attempt: Attempt) => string;
  /** The checkout that a run was started from; null where the repository has none. */
  readonly checkoutOf: (run: RunId) => string | null;
  /** The folders that git ignored in the worktree of a run when it was last driven. */
  readonly ignoredIn: (run: RunId) => readonly string[];
  /** What checkpoint commits anchor the event log by; null where nothing is to be anchored. */
  readonly auditHead: ((run: RunId) => Promise<AuditHead | null>) | null;
};

/** What one is made with that stands. */
export type WorkspaceMeans = {
  readonly git: StandingGit;
  /** Makes the worktree stand again, on whatever git folder it then has. */
  readonly restand: () => Promise<Result<StandingGit, Failure>>;
  /** What the configuration said of where git works. */
  readonly leading: Leading;
  /** What `standingMark` said when it was made to stand. */
  readonly mark: string | null;
  readonly commonDir: string;
  readonly names: RunNames;
  readonly base: string;
  readonly tip: Tip;
  readonly checkpoints: readonly Checkpoint[];
  readonly failpoint: Failpoint;
  /** Whether the worktree was made just now. */
  readonly isNew: boolean;
  readonly tell: (line: string) => void;
  /** Where files are brought in from; null where there is none. */
  readonly checkout: string | null;
  readonly secretIn: SecretIn | null;
  readonly nestedRepositories: NestedRepositories;
  /** Whether the branch stays where it is when the worktree is put back. */
  readonly leavesBranch: boolean;
  readonly asideOf: (attempt: Attempt) => string;
  readonly auditHead: (() => Promise<AuditHead | null>) | null;
};
