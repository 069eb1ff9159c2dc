/** What is wrong with a document, before anybody knows in which line. */

/**
 * Which part of a member is at fault: its key, its value, a character of its value, or the character at an offset of the
 * whole text.
 */
export type Place = 'key' | 'value' | { readonly within: number } | { readonly offset: number };

export type Problem = {
  readonly code: string;
  readonly message: string;
  /** RFC 6901. */
  readonly pointer: string;
  readonly place: Place;
};

/** Gives the problem of two equal keys in one object, where the second stands. */
export const duplicateKey = (key: string, pointer: string, offset: number): Problem => ({
  code: 'duplicate-key',
  message: `the key ${JSON.stringify(key)} is there twice; keep one of them`,
  pointer,
  place: { offset },
});
