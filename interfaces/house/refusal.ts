/** Why something that was asked for was not done, whoever asked. */
import type { Diagnostic } from '../../core/diagnostic.ts';

/**
 * Nothing was changed. `invalid`: what was asked for makes no sense; `environment`: something around it is not as it
 * must be; `findings`: how things stand forbids it, such as a merge conflict; `held`: another process drives the run.
 */
export type Refusal = {
  readonly kind: 'invalid' | 'environment' | 'findings' | 'held';
  readonly message: string;
  /** The next step, as a sentence; null where there is none. */
  readonly hint: string | null;
  readonly diagnostics: readonly Diagnostic[];
};
