/** A text without its white space, which encoders put between characters. */
import type { Page } from './page.ts';
import type { Span } from './spans.ts';

const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;
const isLineEnd = (byte: number): boolean => byte === 10 || byte === 13;

/** Where each byte of the view of a part stands in the text. */
export const placesIn = ({ bytes }: Page, [from, until]: Span, viewLength: number): Int32Array => {
  const places = new Int32Array(viewLength + 1);
  let count = 0;
  for (let at = from; at < until; at += 1) {
    places[count] = at;
    if (!isBlank(bytes[at] ?? 0)) count += 1;
  }
  places[viewLength] = until;
  return places;
};

/** A part with so many bytes more at both sides that are no white space. */
export const widened = ({ bytes, length }: Page, [start, end]: Span, count: number): Span => {
  let [from, until] = [start, end];
  for (let left = count; left > 0 && from > 0; from -= 1) if (!isBlank(bytes[from - 1] ?? 0)) left -= 1;
  for (let left = count; left > 0 && until < length; until += 1) if (!isBlank(bytes[until] ?? 0)) left -= 1;
  return [from, until];
};

/** Where the last `rest` bytes of the view begin in the text. */
export const placeFromEnd = ({ bytes, length }: Page, rest: number): number => {
  let at = length;
  for (let left = rest; left > 0 && at > 0; ) {
    at -= 1;
    if (!isBlank(bytes[at] ?? 0)) left -= 1;
  }
  return at;
};

/**
 * Whether a part of a text is `whole` broken by line ends, or spelled out with something between all characters. Without
 * this words that stand together by chance would be a short secret.
 */
export const isBroken = ({ bytes }: Page, [start, end]: readonly [number, number], whole: string): boolean => {
  let at = start;
  let [isByLines, isSpelled, isFirst, isAfterBlank] = [true, true, true, false];
  for (let place = 0; place < whole.length; place += 1) {
    if (isBlank(whole.charCodeAt(place))) {
      isAfterBlank = true;
      continue;
    }
    const from = at;
    let hasLineEnd = false;
    for (; at < end && isBlank(bytes[at] ?? 0); at += 1) hasLineEnd ||= isLineEnd(bytes[at] ?? 0);
    const isApart = at > from;
    if (isAfterBlank && !isFirst && !isApart) return false;
    if (!isAfterBlank && !isFirst) {
      isByLines &&= !isApart || hasLineEnd;
      isSpelled &&= isApart;
    }
    [isFirst, isAfterBlank] = [false, false];
    at += 1;
  }
  return isByLines || isSpelled;
};
