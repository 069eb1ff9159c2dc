/** Why something that was asked for was not done, whoever asked. */
import type { Diagnostic } from '../../core/diagnostic.ts';

/**
 * Why something that was asked for was not done; nothing was changed. `invalid` and `environment` exit with 2,
 * `findings` (a merge conflict, a worktree with unsaved work) with 1, `held` (another driver) with 4.
 */
export type Refusal = {
  readonly kind: 'invalid' | 'environment' | 'findings' | 'held';
  readonly message: string;
  /** The next step, as a sentence; null where there is none. */
  readonly hint: string | null;
  readonly diagnostics: readonly Diagnostic[];
};
