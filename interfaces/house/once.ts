/** Makes something when it is first asked for, and only then. */

export type Once<T> = {
  readonly get: () => Promise<T>;
  /** What was made; null where nobody has asked. */
  readonly made: () => Promise<T | null>;
};

/** Gives the same to whoever asks; what cannot be made is not tried again. */
export const once = <T>(make: () => Promise<T>): Once<T> => {
  let made: Promise<T> | null = null;
  return { get: () => (made ??= make()), made: () => made ?? Promise.resolve(null) };
};
