/** Lets the compiler see to it that no key is forgotten. */

/** What is left of something whose keys were all taken out: a key that nobody has dealt with is a type error. */
export const nothingLeft = (_: Readonly<Record<string, never>>): void => {};
