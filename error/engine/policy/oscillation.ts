/** Tells retries that lead nowhere: the same failure over and over, or two that take turns. */

/** Why retrying is over; `signatures` are those that came back. */
export type Stop = {
  readonly kind: 'repeated' | 'oscillating';
  readonly signatures: readonly string[];
  readonly reason: string;
};

const countAtEnd = (history: readonly string[], signature: string): number => {
  let count = 0;
  while (count < history.length && history[history.length - 1 - count] === signature) count += 1;
  return count;
};

/** A-B-A-B: the last four, two by two the same, and the two unlike. */
const findTurns = (history: readonly string[]): Stop | null => {
  const [a, b, again, bAgain] = history.slice(-4);
  if (a === undefined || b === undefined || a === b || a !== again || b !== bAgain) return null;
  return {
    kind: 'oscillating',
    signatures: [a, b],
    reason: `two failures take turns: ${a} and ${b}; mending one brings back the other`,
  };
};

/**
 * Whether a step's failures, oldest first, say that another try is no use: its last signature came more than `limit`
 * times in all or in a row, or the last four take turns. null: go on.
 */
export const findStop = (history: readonly string[], limit: number): Stop | null => {
  const last = history.at(-1);
  if (last === undefined) return null;
  const total = history.filter((each) => each === last).length;
  if (total > limit) {
    const inRow = countAtEnd(history, last);
    const how = inRow === total ? 'in a row' : 'in all';
    return {
      kind: 'repeated',
      signatures: [last],
      reason: `the same failure came ${total} times ${how}, more than the ${limit} allowed: ${last}`,
    };
  }
  return findTurns(history);
};
