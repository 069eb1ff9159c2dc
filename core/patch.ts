/** What a call changed in a worktree, kept so that it can be done again in another worktree of the same content. */
import type { Failure } from './failure.ts';
import type { Result } from './result.ts';

/** A plain file as git knows it: `id` is the name of its content. */
export type FileState = { readonly mode: '100644' | '100755'; readonly id: string };

/** null: there is no such file. `path` is relative to the worktree. */
export type PatchedFile = {
  readonly path: string;
  readonly from: FileState | null;
  readonly to: FileState | null;
};

/** `text` is what `git apply` takes, with the whole content of files that are no text; empty where nothing changed. */
export type Patch = { readonly files: readonly PatchedFile[]; readonly text: Uint8Array };

/** Why a patch was not applied: what it would change is not as it was where it was made, or it may not be applied anywhere. */
export type PatchRefusal =
  | { readonly kind: 'differs'; readonly path: string }
  | { readonly kind: 'unsafe'; readonly path: string; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Something in a worktree that no tree of it has. `commit`: all that is in it; null where only its files tell. */
export type Beside = { readonly path: string; readonly commit: string | null };

/** Makes and applies patches in worktrees of runs. Ignored files are no part of any. */
export interface Patches {
  /** Gives the tree of what the worktree holds now. */
  treeOf(worktree: string): Promise<Result<string, Failure>>;
  /** The paths of all files in a tree. */
  pathsOf(worktree: string, tree: string): Promise<Result<ReadonlySet<string>, Failure>>;
  /** What no tree of a worktree has, though git does not ignore it for what it is: copies that were brought in, and submodules that are there. */
  beside(worktree: string, tree: string): Promise<Result<readonly Beside[], Failure>>;
  /**
   * Gives what has changed since `tree`, of these paths and no others, or all, and the tree of what the worktree holds now. Fails where that cannot be a patch: a link or a repository
   * inside, or a name that is not UTF-8.
   */
  since(
    worktree: string,
    tree: string,
    paths: readonly string[] | 'all',
  ): Promise<Result<{ readonly patch: Patch; readonly tree: string }, Failure>>;
  /** Does what the patch says, all of it or, where it is refused, nothing. */
  apply(worktree: string, patch: Patch): Promise<Result<void, PatchRefusal>>;
}
