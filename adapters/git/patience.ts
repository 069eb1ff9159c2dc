/** How long ws waits for another git that is at work in the same place. */

/** How long work is begun again because of it. */
export const PATIENCE_MS = 30_000;

const FIRST_BREATH_MS = 10;
const LONGEST_BREATH_MS = 1_000;

/** Waits before the next try, longer each time. */
export const breathe = (tried: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_BREATH_MS * 2 ** tried, LONGEST_BREATH_MS)));
