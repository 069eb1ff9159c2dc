/** What worktrees of runs are made with. */
import type { Attempt } from '../../core/attempt.ts';
import type { RunId } from '../../core/id.ts';
import type { Failpoint } from '../../core/system.ts';
import type { AuditHead } from './checkpoint/trailers.ts';
import type { Repository } from './repository.ts';
import type { RepositoryLock } from './worktree/worktree.ts';

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
