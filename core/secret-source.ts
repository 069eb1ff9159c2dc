/** Where the values of secrets come from. */
export interface SecretSource {
  /** The value that is set under a name now; null where none is. */
  valueOf(name: string): string | null;
  /** Why a value that is kept under a name cannot be had, as a sentence; null where nothing is wrong. */
  troubleOf(name: string): string | null;
}

/** One that takes what a person says, too. */
export interface SecretKeeper extends SecretSource {
  /** From now on the value is set under the name, as long as this process lives. */
  hold(name: string, value: string): void;
}
