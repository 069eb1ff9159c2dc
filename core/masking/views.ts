/** A text as it reads without what terminals and encoders put between its characters. */
import { theMachine } from './machine.ts';
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

/** Makes the view `to` of a text that the machine has before it; tells whether there are control sequences. */
export const look = ({ bytes, length }: Page, to: Page, kind: keyof typeof VIEWS): boolean => {
  const machine = theMachine();
  const put = kind === 'plain' ? machine.copy : machine.squeeze;
  let isColoured = false;
  let count = 0;
  for (let at = 0; at < length; ) {
    const escape = machine.find(ESCAPE, at);
    count = put(at, escape, count);
    if (escape === length) break;
    isColoured = true;
    const end = endOfSequence(bytes, escape, length);
    // One that the end of the text cuts off is none yet, and no text either.
    at = end < 0 ? length : end;
  }
  to.show(machine.view(count));
  return isColoured;
};

/** Where each byte of the view stands in the text. */
export const placesIn = ({ bytes, length }: Page, view: Page, shown: Uint8Array): Int32Array => {
  const places = new Int32Array(view.length + 1);
  let count = 0;
  for (let at = 0; at < length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === ESCAPE) {
      const end = endOfSequence(bytes, at, length);
      at = end < 0 ? length : end;
      continue;
    }
    places[count] = at;
    count += shown[byte] ?? 0;
    at += 1;
  }
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

/** Whether a text that the machine has before it holds control sequences. */
export const hasSequences = ({ length }: Page): boolean => theMachine().find(ESCAPE, 0) < length;
