/** Lists and objects as the inside wants them. */

// One for all of a million steps.
export const NONE: readonly never[] = [];

export const normalList = <T>(written: T | readonly T[] | undefined): readonly T[] => {
  if (written === undefined) return NONE;
  // Cannot lie: what is an array is a list of T, for no T is an array.
  return Array.isArray(written) ? (written as readonly T[]) : [written as T];
};

// Not by assignment, to which `__proto__` would be no key.
export const mapValues = <V, W>(
  object: Readonly<Record<string, V>>,
  map: (value: V) => W,
): Readonly<Record<string, W>> => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
