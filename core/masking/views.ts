/** A text as it reads without what terminals and encoders put between its characters. */
import { isLittleEndian } from './needles.ts';
import type { Page } from './page.ts';

const ESCAPE = 0x1b;
/** What begins like a control sequence and is longer is none. */
const LONGEST_SEQUENCE = 2048;

const everything = new Uint8Array(256).fill(1);
const noBlanks = Uint8Array.from(everything, (_, byte) => ([9, 10, 13, 32].includes(byte) ? 0 : 1));

/** Which bytes a view shows: all, or all but white space. */
export const VIEWS: Readonly<Record<'plain' | 'woven', Uint8Array>> = Object.freeze({
  plain: everything,
  woven: noBlanks,
});

const endOfControl = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return at + 1;
    // No sequence holds such a byte: what came before was none.
    if (byte < 0x20 || byte > 0x7e) return at;
  }
  return -1;
};

const endOfString = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x07) return at + 1;
    if (byte === ESCAPE) return at + 1 === end ? -1 : bytes[at + 1] === 0x5c ? at + 2 : at;
    if (byte === 0x0a) return at;
  }
  return -1;
};

/** Where the control sequence that begins at `at` ends; -1 where the text ends before. */
const endOfSequence = (bytes: Uint8Array, at: number, length: number): number => {
  const kind = bytes[at + 1];
  if (at + 1 >= length || kind === undefined) return -1;
  const end = Math.min(length, at + LONGEST_SEQUENCE);
  const isCut = end === length;
  const found =
    kind === 0x5b
      ? endOfControl(bytes, at + 2, end)
      : kind === 0x5d
        ? endOfString(bytes, at + 2, end)
        : kind >= 0x20 && kind <= 0x2f
          ? endOfControl(bytes, at + 2, end)
          : at + 2;
  return found >= 0 || isCut ? found : at + 1;
};

/** Copies what is shown, four bytes at a time where none of them can be a blank; -1 where there are control sequences. */
const copyShown = ({ bytes, words, length }: Page, to: Page, shown: Uint8Array): number => {
  const seen = to.bytes;
  const view = new DataView(seen.buffer);
  const whole = length >>> 2;
  let count = 0;
  for (let index = 0; index < whole; index += 1) {
    const word = words[index] ?? 0;
    // Zero where each byte is above the space: https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord
    if (((word - 0x21212121) & ~word & 0x80808080) === 0) {
      view.setUint32(count, word, isLittleEndian);
      count += 4;
      continue;
    }
    for (let at = index * 4; at < index * 4 + 4; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === ESCAPE) return -1;
      seen[count] = byte;
      count += shown[byte] ?? 0;
    }
  }
  for (let at = whole * 4; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) return -1;
    seen[count] = byte;
    count += shown[byte] ?? 0;
  }
  return count;
};

/** Copies what is shown and no part of a control sequence, be it whole or cut off by the end of the text. */
const copyBetween = ({ bytes, length }: Page, to: Page, shown: Uint8Array, places: Int32Array | null): number => {
  const seen = to.bytes;
  let count = 0;
  for (let at = 0; at < length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) {
      const end = endOfSequence(bytes, at, length);
      at = end < 0 ? length : end;
      continue;
    }
    seen[count] = byte;
    if (places !== null) places[count] = at;
    count += shown[byte] ?? 0;
    at += 1;
  }
  return count;
};

/** Makes the view `to` of a text; tells whether there are control sequences. */
export const look = (from: Page, to: Page, shown: Uint8Array): boolean => {
  to.resize(0);
  to.reserve(from.length + 8);
  const count = copyShown(from, to, shown);
  to.resize(count < 0 ? copyBetween(from, to, shown, null) : count);
  return count < 0;
};

/** Where each byte of the view stands in the text. Makes the view once more. */
export const placesIn = (from: Page, view: Page, shown: Uint8Array): Int32Array => {
  const places = new Int32Array(view.length + 1);
  copyBetween(from, view, shown, places);
  return places;
};

/** Where the last `rest` bytes of the view stand in a text without control sequences. */
export const placeFromEnd = ({ bytes, length }: Page, shown: Uint8Array, rest: number): number => {
  let at = length;
  for (let left = rest; left > 0 && at > 0; ) {
    at -= 1;
    left -= shown[bytes[at] ?? 0] ?? 0;
  }
  return at;
};

/** Whether a text holds control sequences. */
export const hasSequences = ({ bytes, length }: Page): boolean => {
  const at = bytes.indexOf(ESCAPE);
  return at >= 0 && at < length;
};
