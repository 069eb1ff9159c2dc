/** What a text reads like without a dialect, what that reads like without another, and where all of it may be cut in two. */
import type { Dialect, Layer } from './dialects.ts';
import type { Page } from './page.ts';
import { Reading } from './reading.ts';

/** A dialect, what a text reads like without it, and what is undone in that. */
export type Undone = {
  readonly dialect: Dialect;
  readonly reading: Reading;
  readonly within: readonly Undone[];
  /** The last byte before the text, as it reads so; -1 where there is none. */
  before: number;
};

export const undoneOf = ({ dialect, within }: Layer): Undone => ({
  ...{ dialect, reading: new Reading(), before: -1 },
  within: within.map(undoneOf),
});

/** These and all that is undone in them. */
export const everyUndone = (all: readonly Undone[]): readonly Undone[] =>
  all.flatMap((undone) => [undone, ...everyUndone(undone.within)]);

/** Where a text may be cut in two at `place` or before it, so that the rest reads as it does now. */
export const boundaryIn = ({ reading, within }: Undone, place: number): number => {
  if (reading.count === 0) return place;
  const own = reading.boundary(place);
  const inside = reading.placeOf(own);
  const least = Math.min(...within.map((undone) => boundaryIn(undone, inside)), inside);
  return least < inside ? reading.boundary(reading.startOf(least)) : own;
};

/**
 * Where the first unit begins of those that end at a place. A text that is cut in two before them is not cut where a word
 * may stand alone for one of its readings, and not for others that have nothing to undo in the rest.
 */
export const unitsBefore = ({ reading, within }: Undone, place: number): number => {
  if (reading.count === 0) return place;
  const inside = reading.placeOf(place);
  const least = Math.min(...within.map((undone) => unitsBefore(undone, inside)), inside);
  return Math.min(reading.unitBefore(place), least < inside ? reading.startOf(least) : place);
};

/** Keeps what stands before a place, where the text will be cut in two. What reads like the text has no page of its own. */
export const keepBefore = (page: Page, place: number, undone: Undone): void => {
  const { reading, within } = undone;
  const [text, at] = reading.count === 0 ? [page, place] : [reading.page, reading.placeOf(place)];
  if (at > 0) undone.before = text.bytes[at - 1] ?? -1;
  for (const inner of within) keepBefore(text, at, inner);
};
