/** Money as people read it. */

/** Millionths of a US dollar as dollars: to the cent, and where it is less than one to a hundredth of it. */
export const dollars = (microUsd: number): string =>
  `$${(microUsd / 1e6).toFixed(microUsd > 0 && microUsd < 10_000 ? 4 : 2)}`;
