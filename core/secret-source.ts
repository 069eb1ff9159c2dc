/** Where the values of secrets come from; `ws` keeps none of them. */
export interface SecretSource {
  /** The value that is set under a name now; null where none is. */
  valueOf(name: string): string | null;
}

/** One that takes what a person says, too. */
export interface SecretKeeper extends SecretSource {
  /** From now on the value is set under the name, as long as this process lives. */
  hold(name: string, value: string): void;
}
