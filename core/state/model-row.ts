/** What calls of models leave for later ones, of whichever process of the machine: how far limits are used up, and answers. */
import type { Instant } from '../id.ts';
import type { Result } from '../result.ts';

/** Where they are kept. An error is why they cannot be, as a sentence; expected of any disk. */
export interface ModelRows extends AsyncDisposable {
  /**
   * Gives the texts that are kept under these names to `change`, null where there is none yet, and keeps those that it gives
   * back in their place; nobody else changes one meanwhile. `change` waits for nothing.
   */
  change<T>(
    names: readonly string[],
    change: (kept: readonly (string | null)[]) => { readonly kept: readonly string[]; readonly gives: T },
  ): Promise<Result<T, string>>;
  /** The answer that is kept under a key and not too old; null where there is none. */
  answer(key: string, now: Instant): Promise<Result<string | null, string>>;
  /** Keeps an answer until then; what is too old by `now`, and the oldest of too many, goes. */
  keepAnswer(
    key: string,
    answer: string,
    times: { readonly now: Instant; readonly until: Instant },
  ): Promise<Result<void, string>>;
}
