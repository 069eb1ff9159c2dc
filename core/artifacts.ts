/** Where files are kept that steps made. */
import type { Artifact } from './artifact.ts';
import type { Failure } from './failure.ts';
import type { RunId } from './id.ts';
import type { Result } from './result.ts';
import type { SecretIn } from './system.ts';

export interface Artifacts {
  /** Keeps the files of a worktree that patterns name, for a run. Fails where one is no file, is too large, or holds a secret. */
  keep(
    worktree: string,
    patterns: readonly string[],
    of: { readonly run: RunId; readonly secretIn: SecretIn },
  ): Promise<Result<readonly Artifact[], Failure>>;
  /** Where one lies, under its own name. */
  pathOf(digest: string, name: string): string;
}
