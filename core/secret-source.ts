/** Where the values of secrets come from; `ws` keeps none of them. */
export interface SecretSource {
  /** The value that is set under a name now; null where none is. */
  valueOf(name: string): string | null;
}
