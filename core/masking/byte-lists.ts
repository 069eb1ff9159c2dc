/**
 * Bytes that are spelled out as numbers, one after another: what `od` prints, and lists of programs. numbers.wat reads them.
 *
 *   SCRATCH bytes to the base of 16 │ 4,352 bytes to the base of 10 │ 8,704 bytes to the base of 8 │ 16 KiB where they stand
 *
 * A list is made of digits, `x` and what stands between numbers. Between lists, and where a number is no byte, stands what
 * no text in UTF-8 holds.
 */
import { SCRATCH, theMachine } from './machine.ts';
import { NUMBERS } from './numbers-code.ts';
import { Page } from './page.ts';

/** Four bytes of two digits each, and what is between them. Longer lists may have one digit a byte. */
const SHORTEST = 11;
const PAGE_BYTES = 4352;
const PLACES = SCRATCH + 16 * 1024;
/** What each byte is; below `OTHER` it belongs to a list. */
const KINDS = 0x1d000;
const OTHER = 64;
/** So much of a list tells how its rest reads: it is more than the longest number has, and than a list must have. */
const CONTEXT = 128;

export type ByteLists = {
  /** The bytes, read as numbers to the base of 16, 10 and 8. */
  readonly pages: readonly Page[];
  /** From which place on the bytes are of a list that the end of the text may cut off. */
  readonly open: () => number;
  /** Whether that list is too short to be one, unless it goes on. */
  readonly isShort: () => boolean;
  /** From where on a text must be known, so that a list that goes on at a place reads as it does there. */
  readonly contextOf: (page: Page, place: number) => number;
  /**
   * Reads the text anew that the machine has before it, all lists that may hold so many bytes. A number that the end cuts
   * off is left out unless it is the last; gives where it begins.
   */
  readonly read: (isLast: boolean, bytes: number) => number;
  readonly startOf: (place: number) => number;
  readonly endOf: (place: number) => number;
};

/** What numbers.wat exports. */
type Code = {
  readonly begin: (start: number, end: number, isLast: number, shortest: number) => void;
  readonly more: () => number;
  readonly cut: () => number;
  readonly open: () => number;
  readonly isShort: () => number;
};

/** Makes what reads byte lists. */
export const createByteLists = (): ByteLists => {
  const machine = theMachine();
  // The cast cannot lie: numbers.wat exports these.
  const code = machine.load(NUMBERS) as Code;
  const pages = [new Page(), new Page(), new Page()] as const;
  /** Where each byte begins in the text, four times, and how many bytes it takes there. */
  let places = new Int32Array(0);

  const add = (from: number, count: number): void => {
    const memory = machine.memory();
    for (const [place, page] of pages.entries()) {
      const start = SCRATCH + place * PAGE_BYTES;
      page.length = from;
      page.reserve(from + count);
      page.bytes.set(memory.subarray(start, start + count), from);
    }
    if (places.length < from + count) {
      const more = new Int32Array(Math.max(1024, (from + count) * 2));
      more.set(places.subarray(0, from));
      places = more;
    }
    places.set(new Int32Array(memory.buffer, PLACES, count), from);
  };

  const read: ByteLists['read'] = (isLast, bytes) => {
    const { start, end } = machine.bounds();
    code.begin(start, end, isLast ? 1 : 0, Math.max(SHORTEST, 2 * bytes - 1));
    let total = 0;
    for (let count = code.more(); count > 0; count = code.more()) {
      add(total, count);
      total += count;
    }
    for (const page of pages) page.resize(total);
    return code.cut();
  };

  const contextOf: ByteLists['contextOf'] = ({ bytes }, place) => {
    const kinds = machine.memory();
    const least = Math.max(0, place - CONTEXT);
    let at = place;
    while (at > least && (kinds[KINDS + (bytes[at - 1] ?? 0)] ?? OTHER) < OTHER) at -= 1;
    return at;
  };

  return {
    ...{ pages, read, contextOf, open: () => code.open(), isShort: () => code.isShort() === 1 },
    startOf: (place) => (places[place] ?? 0) >>> 2,
    endOf: (place) => ((places[place - 1] ?? 0) >>> 2) + ((places[place - 1] ?? 0) & 3),
  };
};
