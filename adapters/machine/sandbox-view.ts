/** What a command sees in a sandbox where nothing more is said: its worktree, and what is everybody's. */
import type { SandboxView } from '../../core/system.ts';

/** Gives the view of a worktree with these changes. */
export const viewOfWorktree = (worktree: string, changes: Partial<SandboxView> = {}): SandboxView => ({
  ...{
    worktree,
    worktreeAt: null,
    homeAt: null,
    writable: [],
    readable: [],
    hidden: [],
    network: 'full',
    treeAccess: 'write',
  },
  ...changes,
});
