/** Whether a word or a number stands alone in a text, or is a part of a longer one. */
import type { Page } from './page.ts';

/** The byte before a text as it reads, -1 where there is none, and whether the text is the last of it. */
export type Surroundings = { readonly before: number; readonly isLast: boolean };

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Whether the word from `start` to `end` is no part of a longer one; null where what follows is not there yet. */
export const standsAlone = (
  { bytes, length }: Page,
  [start, end]: readonly [number, number],
  { before, isLast }: Surroundings,
): boolean | null => {
  const isAlike = isDigit(bytes[start] ?? 0) ? isDigit : isLetter;
  if (isAlike(start === 0 ? before : (bytes[start - 1] ?? 0))) return false;
  if (end === length) return isLast ? true : null;
  return !isAlike(bytes[end] ?? 0);
};
